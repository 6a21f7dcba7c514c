import workerpool from 'workerpool';
import type { Pool, PoolKind } from './pool.ts';

// On Bun its default, `auto`, answers nothing.
const options = 'Bun' in globalThis ? { workerType: 'web' as const } : {};

/** @param script Where its dedicated worker is: the path of a file, or in a page an address. */
export function workerpoolWith(script: () => string | Promise<string>): PoolKind {
  return {
    name: 'workerpool',
    async open(workers): Promise<Pool> {
      const pool = workerpool.pool(await script(), { maxWorkers: workers, ...options });
      return {
        add: (a, b) => pool.exec('add', [a, b]),
        compute: (n) => pool.exec('compute', [n]),
        who: () => pool.exec('who', []),
        increment: (bytes) => pool.exec('increment', [bytes], { transfer: [bytes.buffer] }),
        close: () => pool.terminate(),
      };
    },
  };
}
