// Runs the contests on the runtime that runs this file; tells of each result in a line of JSON.
import { contests } from './contests/index.ts';
import { measure, type ContestResult } from './measure.ts';

export interface Request {
  readonly ids: readonly string[];
  readonly rounds: number;
}

export interface Report {
  readonly version?: string;
  readonly began?: string;
  readonly result?: ContestResult;
  readonly failed?: { readonly id: string; readonly why: string };
}

function tell(report: Report): void {
  console.log(JSON.stringify(report));
}

const { ids, rounds } = JSON.parse(process.argv[2] ?? '') as Request;
const { bun, deno, node } = process.versions;
tell({ version: bun ?? deno ?? node });
for (const contest of contests.filter(({ id }) => ids.includes(id))) {
  tell({ began: contest.id });
  try {
    tell({ result: await measure(contest, { rounds, warmUp: 2 }) });
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ failed: { id: contest.id, why } });
  }
}
