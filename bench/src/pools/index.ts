import { fileURLToPath } from 'node:url';
import { batched } from './batched.ts';
import { comlink } from './comlink.ts';
import { heddleWith } from './heddle.ts';
import { knitting } from './knitting.ts';
import { multithreading } from './multithreading.ts';
import { piscina } from './piscina.ts';
import type { PoolKind } from './pool.ts';
import { poolifier } from './poolifier.ts';
import { raw } from './raw.ts';
import { rings } from './rings.ts';
import { tinypool } from './tinypool.ts';
import { workerpoolWith } from './workerpool.ts';

const workerpool = workerpoolWith(() =>
  fileURLToPath(new URL('./workerpool-worker.ts', import.meta.url)),
);

/** Heddle's pool, and its peers on Node, Bun and Deno. */
export const pools: readonly [PoolKind, ...PoolKind[]] = [
  heddleWith(),
  raw,
  batched,
  piscina,
  tinypool,
  workerpool,
  poolifier,
  comlink,
  multithreading,
  knitting,
];

export const allPools: readonly PoolKind[] = [...pools, rings];
