import { ProcessPoolExecutor, tasks } from 'heddle';
import type { Side } from '../contest.ts';

const increasing = tasks('increasing', import.meta.url, {
  increment: (value: number): number => value + 1,
});

/** All results of one `map`, in order. */
export function mapping(workers: number, chunksize: number): Side {
  const pool = new ProcessPoolExecutor({ maxWorkers: workers });
  return {
    name: 'ProcessPoolExecutor.map',
    async run(operations) {
      const items = Array.from({ length: operations }, (_, i) => i);
      let sum = 0;
      for (const value of await pool.map(increasing.increment, items, { chunksize })) sum += value;
      return sum;
    },
    close: () => pool.shutdown(),
  };
}
