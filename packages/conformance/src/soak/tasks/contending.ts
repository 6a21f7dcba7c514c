import {
  CancelledError,
  sleep,
  spawn,
  tasks,
  TimeoutError,
  yieldNow,
  type Coroutine,
  type Guard,
  type Lock,
  type Task,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { givenUp, limited } from '../limited.ts';
import { enter, leave, type Pair } from '../pair.ts';
import { spin } from '../random.ts';

/** Who stands in a thread's line for the lock, in the order in which they asked. */
interface Waiter {
  passed: boolean;
}

/** Tasks of a thread that do the same thing at the same time, each in its own way. */
function* together(count: number, start: (index: number) => Task<void>): Coroutine<void> {
  const all = Array.from({ length: count }, (_, index) => start(index));
  for (const one of all) yield* one;
}

/** What is to be served in the order of asking; a wait that was given up leaves when its task hears of it. */
class Order {
  readonly #waiters: Waiter[] = [];

  ask(): Waiter {
    const waiter = { passed: false };
    this.#waiters.push(waiter);
    return waiter;
  }

  served(waiter: Waiter): void {
    if (waiter.passed)
      throw new Fault('a task was passed by one of its own thread that asked later');
    for (const other of this.#waiters) {
      if (other === waiter) break;
      other.passed = true;
    }
    this.left(waiter);
  }

  left(waiter: Waiter): void {
    const at = this.#waiters.indexOf(waiter);
    if (at >= 0) this.#waiters.splice(at, 1);
  }
}

function takeBlocking(actor: Actor, lock: Lock): Guard | undefined {
  const way = actor.random.below(10);
  if (way === 0) {
    actor.does('tries');
    return lock.tryAcquire();
  }
  actor.does('blocks');
  if (way > 3) return lock.acquireSync();
  try {
    return lock.acquireSync({ timeout: actor.random.below(3) });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    actor.does('timed out');
    actor.count('timeouts');
    return undefined;
  }
}

function workBlocking(actor: Actor, lock: Lock, pair: Pair): void {
  const guard = takeBlocking(actor, lock);
  if (guard === undefined) return;
  actor.does('is inside');
  const entered = enter(pair);
  spin(actor.random.below(100));
  leave(pair, entered);
  guard.release();
  actor.does('has left');
  actor.count('acquired');
  spin(actor.random.below(100));
}

function* acquiring(actor: Actor, lock: Lock, pair: Pair, order: Order): Coroutine<void> {
  const waiter = order.ask();
  actor.does('waits');
  let guard: Guard;
  try {
    guard = yield* lock.acquire(limited(actor));
  } catch (error) {
    order.left(waiter);
    givenUp(actor, error);
    return;
  }
  order.served(waiter);
  actor.does('is inside');
  const entered = enter(pair);
  try {
    if (actor.random.oneIn(4)) yield* actor.random.oneIn(8) ? sleep(1) : yieldNow();
  } finally {
    leave(pair, entered);
    guard.release();
    actor.does('has left');
    actor.count('acquired');
  }
}

function* yielding(actor: Actor, lock: Lock, pair: Pair, order: Order): Coroutine<void> {
  while (!actor.over) {
    const attempt = spawn(() => acquiring(actor, lock, pair, order));
    if (actor.random.oneIn(5)) {
      yield* actor.random.oneIn(2) ? yieldNow() : sleep(actor.random.below(2));
      attempt.cancel();
    }
    try {
      yield* attempt;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      actor.does('was cancelled');
      actor.count('cancelled');
    }
  }
}

async function awaiting(actor: Actor, lock: Lock, pair: Pair, order: Order): Promise<void> {
  while (!actor.over) {
    const waiter = order.ask();
    actor.does('waits');
    try {
      const guard = await lock.acquire(limited(actor));
      order.served(waiter);
      actor.does('is inside');
      const entered = enter(pair);
      if (actor.random.oneIn(4)) await Promise.resolve();
      leave(pair, entered);
      guard.release();
      actor.does('has left');
      actor.count('acquired');
    } catch (error) {
      order.left(waiter);
      givenUp(actor, error);
    }
    if (actor.random.oneIn(4)) await sleep(0);
  }
}

/** Threads that want one lock, in every way there is. */
export const contending = tasks('soak.contending', import.meta.url, {
  block(role: Role, lock: Lock, pair: Pair): Figures {
    const actor = new Actor(role);
    while (!actor.over) workBlocking(actor, lock, pair);
    return actor.end();
  },

  /** Coroutines and async functions in one thread, which are served in the order in which they ask. */
  *interleave(role: Role, lock: Lock, pair: Pair): Coroutine<Figures> {
    const actor = new Actor(role);
    const order = new Order();
    yield* together(2 + actor.random.below(4), (index) =>
      index % 2 === 0
        ? spawn(() => yielding(actor, lock, pair, order))
        : spawn(() => awaiting(actor, lock, pair, order)),
    );
    return actor.end();
  },

  /** A thread whose tasks wait and hold, and which blocks as well: in time, for it may be its own tasks that hold the lock. */
  *mix(role: Role, lock: Lock, pair: Pair): Coroutine<Figures> {
    const actor = new Actor(role);
    yield* together(3, (index) =>
      index > 0 ? spawn(() => yielding(actor, lock, pair, new Order())) : spawn(() => blocking()),
    );
    return actor.end();

    function* blocking(): Coroutine<void> {
      while (!actor.over) {
        yield* actor.random.oneIn(2) ? yieldNow() : sleep(1);
        actor.does('blocks');
        try {
          const guard = lock.acquireSync({ timeout: 1 + actor.random.below(3) });
          leave(pair, enter(pair));
          guard.release();
          actor.does('has left');
          actor.count('acquired');
        } catch (error) {
          givenUp(actor, error);
        }
      }
    }
  },
});
