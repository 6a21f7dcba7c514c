import type { Side } from './contest.ts';
import { heapHeld } from './heap.ts';

/** What the tasks of a side have in common. */
export interface Parked {
  /** Tasks that have begun, and wait. */
  begun: number;
  /** Of the numbers of those that went on. */
  sum: number;
}

/** Starts `count` tasks that wait; what it gives lets them all go on, and waits for their end. */
export type Park = (parked: Parked, count: number) => () => PromiseLike<unknown>;

/** Reads the bytes that each task holds while all of them wait. */
export function parkedSide(name: string, park: Park, operations?: number): Side {
  return {
    name,
    ...(operations !== undefined && { operations }),
    async run(count, note) {
      const parked: Parked = { begun: 0, sum: 0 };
      const before = await heapHeld();
      const open = park(parked, count);
      while (parked.begun < count) await new Promise((resolve) => setTimeout(resolve, 1));
      note(((await heapHeld()) - before) / count);
      await open();
      return parked.sum;
    },
  };
}

export function* numbers(count: number): Generator<number, void, unknown> {
  for (let i = 0; i < count; i += 1) yield i;
}
