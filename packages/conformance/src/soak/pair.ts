import type { SharedArray } from 'heddle';
import { Fault } from './fault.ts';

/**
 * Two numbers that count the same thing, and are changed one after the other by plain reads and writes: they agree only as
 * long as whoever is between `enter` and `leave` is alone.
 */
export type Pair = SharedArray<'i32'>;

/** Its first half: gives what `leave` needs. @throws Fault */
export function enter(pair: Pair): number {
  const { view } = pair; // anew each time: it moves when it is shared
  const [first, second] = view;
  if (first !== second) {
    throw new Fault(`two are inside at once: on entering, the pair is ${first}, ${second}`);
  }
  view[0] = first! + 1;
  return first!;
}

/** Its second half. @throws Fault */
export function leave(pair: Pair, entered: number): void {
  const { view } = pair;
  const [first, second] = view;
  if (first !== entered + 1 || second !== entered) {
    throw new Fault(
      `two are inside at once: on leaving, the pair is ${first}, ${second} and not ${entered + 1}, ${entered}`,
    );
  }
  view[1] = entered + 1;
}

/** Makes it agree again after its user has died between the two. */
export function repair(pair: Pair): void {
  const { view } = pair;
  view[0] = view[1] = Math.max(view[0]!, view[1]!);
}
