import { Piscina } from 'piscina';
import type { PoolKind } from './pool.ts';

export const piscina: PoolKind = {
  name: 'piscina',
  open(workers) {
    const pool = new Piscina({
      filename: new URL('./piscina-worker.ts', import.meta.url).href,
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
