import { SharedArray } from 'heddle';
import { Fault } from './fault.ts';

/** How many items were put, and a number that stands for which ones; the same for those that were got; who still puts. */
export type Ledger = SharedArray<'i32'>;

/** The items in any order: each adds its own share. */
export function addUp(hash: number, from: number, n: number): number {
  let mixed = Math.imul(n ^ (from << 24) ^ (n >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (hash + (mixed ^ (mixed >>> 15))) | 0;
}

export const newLedger = (): Ledger => new SharedArray('i32', 5);

/** @throws Fault if what was got is not what was put. */
export function mustBeTheSame(ledger: Ledger): void {
  const [put, putHash, got, gotHash] = ledger.toArray();
  if (put !== got) throw new Fault(`${put} items were put, and ${got} were got`);
  if (putHash !== gotHash) throw new Fault(`of ${put} items others were got than were put`);
}
