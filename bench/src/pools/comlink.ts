import * as Comlink from 'comlink';
import { Worker } from '../peers/bare-worker.ts';
import { comlinkWorker } from './comlink-ends.ts';
import type { Functions } from './functions.ts';
import type { Pool, PoolKind } from './pool.ts';

/** It has no pool: each call goes to the next worker. */
async function open(workers: number): Promise<Pool> {
  const all = Array.from(
    { length: workers },
    () => new Worker(new URL('./comlink-worker.ts', import.meta.url), { type: 'module' }),
  );
  const remotes = await Promise.all(
    all.map(async (worker) => Comlink.wrap<Functions>(await comlinkWorker(worker))),
  );
  let calls = 0;
  const next = (): Comlink.Remote<Functions> => remotes[(calls += 1) % workers]!;
  return {
    add: (a, b) => next().add(a, b),
    compute: (n) => next().compute(n),
    who: () => next().who(),
    increment: (bytes) =>
      next().increment(Comlink.transfer(bytes, [bytes.buffer])) as Promise<Uint8Array<ArrayBuffer>>,
    close: () => Promise.all(all.map((worker) => worker.terminate())),
  };
}

export const comlink: PoolKind = { name: 'comlink', open };
