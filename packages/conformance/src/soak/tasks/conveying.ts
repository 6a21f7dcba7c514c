import {
  CancelledError,
  select,
  ShutDownError,
  sleep,
  spawn,
  tasks,
  yieldNow,
  type Coroutine,
  type Event,
  type Lock,
  type Queue,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Incoming } from '../incoming.ts';
import type { Ledger } from '../ledger.ts';
import { givenUp, limited } from '../limited.ts';
import { Outgoing } from '../outgoing.ts';

/** Items on their way, and what is in some of them. */
export interface Belt {
  readonly queue: Queue<unknown>;
  readonly lock: Lock;
  /** Nobody ever sets it: to be waited for beside the queue. */
  readonly never: Event;
  readonly ledger: Ledger;
}

/** How many items go at once where several do. */
const most = 16;

function someOf(actor: Actor, { queue: { maxsize } }: Belt): number {
  return 1 + actor.random.below(Math.min(most, maxsize));
}

/** Ended as the last one that puts, it ends the queue. */
function endPutting(actor: Actor, outgoing: Outgoing, { queue, ledger }: Belt): Figures {
  outgoing.end(ledger);
  if (ledger.add(4, -1) === 1) queue.shutdown();
  return actor.end();
}

function putBlocking(actor: Actor, outgoing: Outgoing, belt: Belt): void {
  const { queue } = belt;
  const way = actor.random.below(16);
  if (way === 0) {
    if (queue.tryPut(outgoing.next(1)[0])) outgoing.done(1);
    return;
  }
  const limit = way < 4 ? { timeout: actor.random.below(3) } : {};
  actor.does('blocks');
  try {
    if (way % 2 === 0) {
      queue.putSync(outgoing.next(1)[0], limit);
      outgoing.done(1);
    } else {
      const some = outgoing.next(someOf(actor, belt));
      queue.putManySync(some, limit);
      outgoing.done(some.length);
    }
  } catch (error) {
    givenUp(actor, error);
  }
}

function* put(actor: Actor, outgoing: Outgoing, belt: Belt): Coroutine<void> {
  const { queue } = belt;
  const options = actor.random.oneIn(8) ? limited(actor) : undefined;
  actor.does('waits');
  try {
    if (actor.random.oneIn(2)) {
      yield* queue.put(outgoing.next(1)[0], options);
      outgoing.done(1);
    } else {
      const some = outgoing.next(someOf(actor, belt));
      yield* queue.putMany(some, options);
      outgoing.done(some.length);
    }
  } catch (error) {
    givenUp(actor, error);
  }
}

function getBlocking(actor: Actor, incoming: Incoming, queue: Queue<unknown>): void {
  const take = (item: unknown): void => {
    incoming.take(item);
    queue.taskDone();
  };
  const way = actor.random.below(16);
  if (way === 0) {
    const item = queue.tryGet();
    if (item !== undefined) take(item);
    return;
  }
  const limit = way < 4 ? { timeout: actor.random.below(3) } : {};
  actor.does('blocks');
  try {
    if (way % 2 === 0) take(queue.getSync(limit));
    else queue.getManySync(1 + actor.random.below(most), limit).forEach(take);
  } catch (error) {
    givenUp(actor, error);
  }
}

function* get(actor: Actor, incoming: Incoming, { queue, never }: Belt): Coroutine<void> {
  const take = (item: unknown): void => {
    incoming.take(item);
    queue.taskDone();
  };
  const options = actor.random.oneIn(8) ? limited(actor) : undefined;
  actor.does('waits');
  const way = actor.random.below(8);
  try {
    if (way > 4) take(yield* queue.get(options));
    else if (way > 0) (yield* queue.getMany(1 + actor.random.below(most), options)).forEach(take);
    else {
      const chosen = yield* select({ item: queue, never });
      if (chosen.key === 'item') take(chosen.value);
    }
  } catch (error) {
    givenUp(actor, error);
  }
}

/** Does it again and again in tasks, some of which are cancelled. */
function* inTasks(
  actor: Actor,
  isOver: () => boolean,
  step: () => Coroutine<void>,
): Coroutine<void> {
  while (!isOver()) {
    const times = actor.random.below(50);
    const task = spawn(function* () {
      for (let i = 0; i < times && !isOver(); i++) yield* step();
    });
    if (actor.random.oneIn(2)) {
      yield* actor.random.oneIn(2) ? yieldNow() : sleep(actor.random.below(2));
      task.cancel();
    }
    try {
      yield* task;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      actor.does('was cancelled');
      actor.count('cancelled');
    }
  }
}

/** Threads that put, and threads that get what those put, in every way there is. */
export const conveying = tasks('soak.conveying', import.meta.url, {
  putBlocking(role: Role, from: number, belt: Belt): Figures {
    const actor = new Actor(role);
    const outgoing = new Outgoing(actor, from, belt.lock);
    while (!actor.over) putBlocking(actor, outgoing, belt);
    return endPutting(actor, outgoing, belt);
  },

  *put(role: Role, from: number, belt: Belt): Coroutine<Figures> {
    const actor = new Actor(role);
    const outgoing = new Outgoing(actor, from, belt.lock);
    yield* inTasks(
      actor,
      () => actor.over,
      () => put(actor, outgoing, belt),
    );
    return endPutting(actor, outgoing, belt);
  },

  getBlocking(role: Role, { queue, ledger }: Belt): Figures {
    const actor = new Actor(role);
    const incoming = new Incoming(actor);
    try {
      for (;;) getBlocking(actor, incoming, queue);
    } catch (error) {
      if (!(error instanceof ShutDownError)) throw error;
    }
    incoming.end(ledger);
    return actor.end();
  },

  *get(role: Role, belt: Belt): Coroutine<Figures> {
    const actor = new Actor(role);
    const incoming = new Incoming(actor);
    let isOver = false;
    const step = function* (): Coroutine<void> {
      try {
        yield* get(actor, incoming, belt);
      } catch (error) {
        if (!(error instanceof ShutDownError)) throw error;
        isOver = true;
      }
    };
    yield* inTasks(actor, () => isOver, step);
    incoming.end(belt.ledger);
    return actor.end();
  },
});
