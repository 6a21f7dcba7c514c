import { ThreadPoolExecutor, type Executor } from 'heddle';
import { pooled } from './heddle-tasks.ts';
import type { Pool, PoolKind } from './pool.ts';

/** @param worker Makes a worker that knows the tasks, in a page; elsewhere they are found by their address. */
export function heddleWith(worker?: () => unknown): PoolKind {
  return {
    name: 'ThreadPoolExecutor',
    async open(workers): Promise<Pool> {
      const pool = new ThreadPoolExecutor({ maxWorkers: workers, ...(worker && { worker }) });
      // All are there from the start, as with its peers.
      await pool.warmUp();
      return asPool(pool);
    },
  };
}

/** An executor of any kind, with its tasks. */
export function asPool(pool: Executor): Pool {
  return {
    add: (a, b) => pool.submit(pooled.add, a, b),
    compute: (n) => pool.submit(pooled.compute, n),
    who: () => pool.submit(pooled.who),
    increment: (bytes) => pool.with({ transfer: [bytes.buffer] }).submit(pooled.increment, bytes),
    close: () => pool.shutdown(),
  };
}
