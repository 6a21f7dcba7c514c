// Lets a pool do so many tasks, and tells how much memory the process has then, or how much it computes while idle.
import { allPools } from './pools/index.ts';
import { inFlight } from './pools/side.ts';

export interface Told {
  readonly sum: number;
  /** Resident bytes, or nanoseconds. */
  readonly reading: number;
}

const [what, name, tasks] = process.argv.slice(2);
const kind = allPools.find((each) => each.name === name);
if (kind === undefined) throw new RangeError(`there is no pool ${name}`);
const pool = await kind.open(2);
const sum = await inFlight(pool, Number(tasks));

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function idle(): Promise<number> {
  // What begins to rest with the last task may do so first.
  await sleep(100);
  const before = process.cpuUsage();
  await sleep(2000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1e3;
}

const reading = what === 'memory' ? process.memoryUsage().rss : await idle();
console.log(JSON.stringify({ sum, reading } satisfies Told));
process.exit();
