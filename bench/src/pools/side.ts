import type { Side } from '../contest.ts';
import type { Pool, PoolKind } from './pool.ts';

/** One way to use a pool; an operation is a task, or what it says. */
interface Use {
  readonly workers: number;
  /** After so many a pool that is opened anew works as fast as it will. */
  readonly warmUp: number;
  run(pool: Pool, operations: number): Promise<number>;
}

/** A pool that is opened by its first round, so that one that cannot be is out by itself. */
export function poolSide(kind: PoolKind, use: Use): Side {
  let pool: Pool | undefined;
  const close = async (): Promise<void> => {
    if (pool !== undefined) await closed(pool);
    pool = undefined;
  };
  return {
    name: kind.name,
    async enter() {
      if (pool !== undefined) return;
      pool = await kind.open(use.workers);
      await use.run(pool, use.warmUp);
    },
    run: (operations) => use.run(pool!, operations),
    async leave() {
      if (kind.restless === true) await close();
    },
    close,
  };
}

/** Closes it, but does not wait for long: poolifier's `destroy()` often has no end, and it is not what is measured. */
export async function closed(pool: Pool): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 2000);
  });
  await Promise.race([pool.close(), late]);
  clearTimeout(timer);
}

/** One task after another. */
export async function inTurn(pool: Pool, operations: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < operations; i += 1) sum += await pool.add(i, 1);
  return sum;
}

export const wave = 10_000;

/** So many at once, and when all are done the next ones. */
export async function inFlight(pool: Pool, operations: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < operations;) {
    const tasks: PromiseLike<number>[] = [];
    for (const end = Math.min(i + wave, operations); i < end; i += 1) tasks.push(pool.add(i, 1));
    for (const result of await Promise.all(tasks)) sum += result;
  }
  return sum;
}

/** All at once. */
export async function computing(pool: Pool, operations: number): Promise<number> {
  const tasks = Array.from({ length: operations }, (_, i) => pool.compute(i));
  let sum = 0;
  for (const result of await Promise.all(tasks)) sum += result;
  return sum;
}

/** The same bytes there and back; counts the times that they came back whole and with 1 more. */
export async function thereAndBack(
  pool: Pool,
  operations: number,
  length: number = 2 ** 20,
): Promise<number> {
  let bytes = new Uint8Array(length);
  let good = 0;
  for (let i = 0; i < operations; i += 1) {
    const next = (bytes[0]! + 1) % 256;
    bytes = await pool.increment(bytes);
    if (bytes[0] === next && bytes.length === length) good += 1;
  }
  return good;
}

/**
 * Asks until each of the workers has answered.
 * @throws Error when there is always one that does not.
 */
export async function allAnswer(pool: Pool, workers: number): Promise<void> {
  const known = new Set<number>();
  for (let time = 0; known.size < workers; time += 1) {
    if (time === 200) throw new Error(`only ${known.size} of ${workers} workers ever answer`);
    const asked = Array.from({ length: workers }, () => pool.who());
    for (const worker of await Promise.all(asked)) known.add(worker);
    // A pool that answers without a turn of the event loop would keep a worker's start from being heard of.
    if (known.size < workers) await new Promise((resolve) => setTimeout(resolve));
  }
}
