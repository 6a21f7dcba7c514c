import { ThreadPoolExecutor } from 'heddle';
import { pooled } from './heddle-tasks.ts';
import type { Pool, PoolKind } from './pool.ts';

async function open(workers: number): Promise<Pool> {
  const pool = new ThreadPoolExecutor({ maxWorkers: workers });
  // All are there from the start, as with its peers.
  await pool.warmUp();
  return {
    add: (a, b) => pool.submit(pooled.add, a, b),
    compute: (n) => pool.submit(pooled.compute, n),
    who: () => pool.submit(pooled.who),
    increment: (bytes) => pool.with({ transfer: [bytes.buffer] }).submit(pooled.increment, bytes),
    close: () => pool.shutdown(),
  };
}

export const heddle: PoolKind = { name: 'ThreadPoolExecutor', open };
