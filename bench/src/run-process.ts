// Runs one contest in a process of Node, Bun or Deno, and tells of it in a line of JSON.
import { contests } from './contests/index.ts';
import { run, type Report, type Request } from './run.ts';

const { bun, deno, node } = process.versions;
const tell = (report: Report) => console.log(JSON.stringify(report));
tell({ version: bun ?? deno ?? node });
await run(contests, JSON.parse(process.argv[2] ?? '') as Request, tell);
// A peer may leave a timer behind; there is nothing more to do.
process.exit();
