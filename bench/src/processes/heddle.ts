import { ProcessPoolExecutor } from 'heddle';
import { asPool } from '../pools/heddle.ts';
import type { PoolKind } from '../pools/pool.ts';

export const heddle: PoolKind = {
  name: 'ProcessPoolExecutor',
  async open(workers) {
    const pool = new ProcessPoolExecutor({ maxWorkers: workers });
    await pool.warmUp();
    return asPool(pool);
  },
};
