import { agentIfAny } from '../memory/agent.ts';

// In which order things are taken of which somebody needs several: the same in every thread, and for as long as they are
// there, so that two who need the same never wait for each other. What is shared has a slot. What is asked for before that
// gets a number, which it keeps once it is shared: it goes with its handle.

/** Who gave the number, and which it was. */
export type EarlyOrder = readonly [origin: number, count: number];

const early: WeakMap<object, EarlyOrder> = /* @__PURE__ */ new WeakMap();
let count = 0;

/** The number that it got before it was shared, if it did. */
export function earlyOrderOf(thing: object): EarlyOrder | undefined {
  return early.get(thing);
}

/** Its number came with its handle. */
export function keepOrder(thing: object, order: EarlyOrder | undefined): void {
  if (order !== undefined) early.set(thing, order);
}

/** The things in that order. */
export function inOrder<T>(things: readonly T[], thingOf: (each: T) => object): T[] {
  const keyed = things.map((each) => ({ each, key: keyOf(thingOf(each)) }));
  return keyed.toSorted((a, b) => compare(a.key, b.key)).map(({ each }) => each);
}

type Key = readonly [isSlot: number, first: number, second: number];

function keyOf(thing: object): Key {
  const before = early.get(thing);
  if (before !== undefined) return [0, ...before];
  const agent = agentIfAny();
  const slot = agent?.known.slotOf(thing);
  if (slot !== undefined) return [1, slot, 0];
  // A number of a thread is given to another once it has ended: both together are not.
  const origin = agent === undefined ? 0 : agent.born * 64 + agent.thread + 1;
  const order: EarlyOrder = [origin, ++count];
  early.set(thing, order);
  return [0, ...order];
}

function compare(a: Key, b: Key): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
