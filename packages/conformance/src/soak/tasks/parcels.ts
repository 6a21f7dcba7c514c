import {
  close,
  ShutDownError,
  tasks,
  type Event,
  type Lock,
  type Queue,
  type Semaphore,
  type Value,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { enter, leave, type Pair } from '../pair.ts';

export interface Parcel {
  readonly lock: Lock;
  readonly pair: Pair;
}

export interface Things {
  readonly lock: Lock;
  readonly semaphore: Semaphore;
  readonly event: Event;
  readonly value: Value<'i32'>;
}

/** What a queue gives until it is shut down. */
function* itemsOf<T>(actor: Actor, queue: Queue<T>): Generator<T, void> {
  for (;;) {
    actor.does('blocks');
    try {
      yield queue.getSync();
    } catch (error) {
      if (error instanceof ShutDownError) return;
      throw error;
    }
    actor.does('takes a parcel');
  }
}

/** Threads that get what others hold and wait for. */
export const parcels = tasks('soak.parcels', import.meta.url, {
  block(role: Role, queue: Queue<Parcel>, taken: Queue<number>): Figures {
    const actor = new Actor(role);
    for (const { lock, pair } of itemsOf(actor, queue)) {
      const guard = lock.acquireSync();
      leave(pair, enter(pair));
      guard.release();
      taken.putSync(1);
      actor.count('taken over');
    }
    return actor.end();
  },

  async await(role: Role, queue: Queue<Parcel>, taken: Queue<number>): Promise<Figures> {
    const actor = new Actor(role);
    for await (const { lock, pair } of queue) {
      actor.does('takes a parcel');
      const guard = await lock.acquire();
      const entered = enter(pair);
      await Promise.resolve();
      leave(pair, entered);
      guard.release();
      await taken.put(1);
      actor.count('taken over');
    }
    return actor.end();
  },

  /** Uses each thing once, and gives it up. */
  useUp(role: Role, queue: Queue<Things>, used: Queue<number>): Figures {
    const actor = new Actor(role);
    for (const { lock, semaphore, event, value } of itemsOf(actor, queue)) {
      lock.acquireSync().release();
      semaphore.acquireSync().release();
      value.add(1);
      event.set();
      for (const thing of [lock, semaphore, event, value.lock, value]) close(thing);
      used.putSync(1);
    }
    return actor.end();
  },
});
