import type { Contest } from './contest.ts';
import { measure, type ContestResult } from './measure.ts';

export interface Request {
  readonly id: string;
  readonly rounds: number;
}

/** What the runtime that measures tells the program that started it. */
export interface Report {
  readonly version?: string;
  readonly result?: ContestResult;
  readonly failed?: string;
}

/** Runs one contest on the runtime that runs this file. */
export async function run(
  contests: readonly Contest[],
  { id, rounds }: Request,
  tell: (report: Report) => unknown,
): Promise<void> {
  try {
    const contest = contests.find((each) => each.id === id);
    if (contest === undefined) throw new Error(`there is no contest ${id} for this runtime`);
    await tell({ result: await measure(contest, { rounds, warmUp: 2 }) });
  } catch (error) {
    await tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
