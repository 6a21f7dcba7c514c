import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import type { PoolKind } from './pool.ts';

/** Its workers cannot transfer what they answer: bytes come back as a copy. */
export const poolifier: PoolKind = {
  name: 'poolifier',
  open(workers) {
    const script = fileURLToPath(new URL('./poolifier-worker.ts', import.meta.url));
    const pool = new FixedThreadPool<unknown, never>(workers, script);
    return {
      add: (a, b) => pool.execute([a, b], 'add'),
      compute: (n) => pool.execute(n, 'compute'),
      who: () => pool.execute(undefined, 'who'),
      increment: (bytes) => pool.execute(bytes, 'increment', undefined, [bytes.buffer]),
      close: () => pool.destroy(),
    };
  },
};
