import { Tinypool } from 'tinypool';
import type { PoolKind } from './pool.ts';

export const tinypool: PoolKind = {
  name: 'tinypool',
  open(workers) {
    const pool = new Tinypool({
      filename: new URL('./tinypool-worker.ts', import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
    });
    return {
      add: (a, b) => pool.run([a, b], { name: 'add' }),
      compute: (n) => pool.run(n, { name: 'compute' }),
      who: () => pool.run(undefined, { name: 'who' }),
      increment: (bytes) => pool.run(bytes, { name: 'increment', transferList: [bytes.buffer] }),
      close: () => pool.destroy(),
    };
  },
};
