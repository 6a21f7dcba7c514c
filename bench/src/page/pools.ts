import { batched } from '../pools/batched.ts';
import { comlink } from '../pools/comlink.ts';
import { heddleWith } from '../pools/heddle.ts';
import { multithreading } from '../pools/multithreading.ts';
import type { PoolKind } from '../pools/pool.ts';
import { raw } from '../pools/raw.ts';
import { workerpoolWith } from '../pools/workerpool.ts';

/** Heddle's pool, and those of its peers that a page can have. */
export const pagePools: readonly PoolKind[] = [
  heddleWith(
    () => new Worker(new URL('../pools/heddle-tasks.ts', import.meta.url), { type: 'module' }),
  ),
  raw,
  batched,
  // It takes an address, and only Vite knows what it has made of the module.
  workerpoolWith(async () => (await import('../pools/workerpool-worker.ts?worker&url')).default),
  comlink,
  multithreading,
];
