import { InvalidHandleError, InvalidStateError } from '../errors.ts';
import { agentIfAny, thisAgent, type Agent } from '../memory/agent.ts';
import type { kinds } from '../memory/layout.ts';
import { countIn, countInIfThere, countOut, generationOf } from '../memory/shares.ts';
import { isClosed, retire } from './closed.ts';
import { earlyOrderOf, keepOrder, type EarlyOrder } from './order.ts';
import { dropHandleOf, fromHandleOf, kindOf, useAgain, type Kind } from './kind.ts';

/** How objects of a class lie in shared memory. `D` is what an object for the slot is made with, besides the slot. */
export interface SharedClass<T extends object, D extends object> {
  /** The same in every thread. */
  readonly id: string;
  readonly block: keyof typeof kinds;
  readonly type: abstract new (...args: never[]) => T;
  /** Plain data, which goes with the handle. */
  describe(object: T): D;
  /** Moves it into shared memory, and makes it known there; gives its slot. If it fails, nothing has changed. */
  share(object: T, agent: Agent): number;
  /** Makes this thread's object for a slot, and makes it known. */
  make(handle: D, agent: Agent, slot: number, parts: readonly object[]): T;
  /** Other things that can be shared, and without which this one is not whole: they go with it. */
  parts?(object: T): readonly object[];
  /** Objects of its own by which it is used as well: they are closed with it. */
  sides?(object: T): readonly object[];
  /** Why this thread cannot close it at this moment: it holds it, or waits for it. */
  busy(object: T): string | undefined;
}

interface SlotHandle {
  readonly slot: number;
  readonly generation: number;
  readonly parts: readonly { readonly kind: string; readonly data: unknown }[];
  /** See order.ts. */
  readonly order?: EarlyOrder;
}

/**
 * The kind of such objects: their handles are slots, and whoever has one of them is counted, so that the slot is given
 * back when nobody has.
 */
export function sharedKind<T extends object, D extends object>(shared: SharedClass<T, D>): Kind<T> {
  const { id, block, type } = shared;

  const make = (
    object: T,
    partOf: (kind: Kind<object>, part: object) => unknown,
    count: (agent: Agent, slot: number) => void,
  ): D & SlotHandle => {
    if (isClosed(object)) {
      throw new InvalidStateError(`cannot hand over a ${id}: it was closed in this thread`);
    }
    const here = thisAgent();
    const slot = here.known.slotOf(object) ?? shared.share(object, here);
    const parts: { kind: string; data: unknown }[] = [];
    try {
      for (const part of shared.parts?.(object) ?? []) {
        const kind = kindOf(part)!;
        parts.push({ kind: kind.id, data: partOf(kind, part) });
      }
    } catch (error) {
      for (const part of parts) dropHandleOf(part.kind, part.data);
      throw error;
    }
    count(here, slot);
    const order = earlyOrderOf(object);
    return {
      ...shared.describe(object),
      slot,
      generation: generationOf(here.memory, slot),
      parts,
      ...(order && { order }),
    };
  };

  const check = ({ slot, generation }: SlotHandle): Agent => {
    const here = thisAgent();
    here.memory.check(slot, block);
    if (generationOf(here.memory, slot) !== generation) throw stale(id);
    return here;
  };

  return {
    id,
    type,
    toHandle: (object) =>
      make(
        object,
        (kind, part) => kind.toHandle(part),
        ({ memory }, slot) => countIn(memory, slot),
      ),
    pin: (object) =>
      make(
        object,
        (kind, part) => kind.pin?.(part),
        ({ known }) => known.pin(object),
      ),
    again: (data) => {
      const handle = data as SlotHandle;
      const { memory } = check(handle);
      if (!countInIfThere(memory, handle.slot, handle.generation)) throw stale(id);
      for (const part of handle.parts) useAgain(part.kind, part.data);
    },
    fromHandle: (data) => {
      const handle = data as D & SlotHandle;
      const here = check(handle);
      try {
        // Even if the object is there already: handles of its parts have come as well.
        const parts = handle.parts.map((part) => fromHandleOf(part.kind, part.data));
        const there = here.known.get(handle.slot) as T | undefined;
        if (there !== undefined) return there;
        const made = shared.make(handle, here, handle.slot, parts);
        keepOrder(made, handle.order);
        return made;
      } finally {
        countOut(here.memory, handle.slot);
      }
    },
    drop: (data) => {
      const { slot, parts } = data as SlotHandle;
      for (const part of parts) dropHandleOf(part.kind, part.data);
      countOut(thisAgent().memory, slot);
    },
    close: (object, action) => {
      if (isClosed(object)) return;
      const reason = shared.busy(object);
      if (reason !== undefined) throw new InvalidStateError(`${action}: ${reason}`);
      for (const side of shared.sides?.(object) ?? []) retire(side);
      retire(object);
      agentIfAny()?.known.forget(object);
    },
  };
}

function stale(id: string): InvalidHandleError {
  return new InvalidHandleError(
    `what this handle of a ${id} stood for is gone: every thread has closed it or let go of it; ` +
      'whoever is to use it later must have its object by then',
  );
}
