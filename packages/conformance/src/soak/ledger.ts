import type { SharedArray } from 'heddle';

/** How many items were put, and a number that stands for which ones; the same for those that were got; who still puts. */
export type Ledger = SharedArray<'i32'>;

/** The items in any order: each adds its own share. */
export function addUp(hash: number, from: number, n: number): number {
  let mixed = Math.imul(n ^ (from << 24) ^ (n >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (hash + (mixed ^ (mixed >>> 15))) | 0;
}
