import {
  AbandonedLockError,
  sleep,
  tasks,
  TimeoutError,
  type Event,
  type Guard,
  type Lock,
  type Value,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { enter, leave, repair, type Pair } from '../pair.ts';
import { spin } from '../random.ts';

/** A lock in the hands of threads that are killed, and what it guards. */
export interface Prey {
  readonly lock: Lock;
  readonly pair: Pair;
  /** 1 from the moment in which a killed thread that may run on has lost the lock: nothing is promised of it any more. */
  readonly unsafe: Value<'u8'>;
  readonly runsOn: boolean;
}

/** How long a thread computes at most before it looks at its event loop: some runtimes end it only there. */
const burst = 5;

function recovered(
  actor: Actor,
  error: unknown,
  { lock, pair, unsafe, runsOn }: Prey,
): Guard | undefined {
  if (!(error instanceof AbandonedLockError)) throw error;
  actor.does('recovers');
  const guard = lock.recover();
  if (guard === undefined) return undefined; // another was first
  if (runsOn) unsafe.value = 1;
  repair(pair);
  actor.count('recovered');
  return guard;
}

/** Changes the pair, unless whoever has lost the lock may be changing it too. */
function work(actor: Actor, { pair, unsafe }: Prey): void {
  actor.does('is inside');
  if (unsafe.value === 1) return;
  const entered = enter(pair);
  spin(actor.random.below(1000));
  if (unsafe.value === 1) return;
  leave(pair, entered);
}

function takeBlocking(actor: Actor, prey: Prey): Guard | undefined {
  actor.does('blocks');
  try {
    return actor.random.oneIn(3)
      ? prey.lock.acquireSync({ timeout: actor.random.below(3) })
      : prey.lock.acquireSync();
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    return recovered(actor, error, prey);
  }
}

async function take(actor: Actor, prey: Prey): Promise<Guard | undefined> {
  actor.does('waits');
  try {
    return await (actor.random.oneIn(3)
      ? prey.lock.acquire({ timeout: actor.random.below(3) })
      : prey.lock.acquire());
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    return recovered(actor, error, prey);
  }
}

async function goBlocking(role: Role, prey: Prey): Promise<Figures> {
  const actor = new Actor(role);
  while (!actor.over) {
    for (const end = performance.now() + burst; !actor.over && performance.now() < end;) {
      const guard = takeBlocking(actor, prey);
      if (guard === undefined) continue;
      work(actor, prey);
      guard.release();
      actor.does('has left');
      actor.count('acquired');
    }
    await sleep(0);
  }
  return actor.end();
}

async function goAwaiting(role: Role, prey: Prey): Promise<Figures> {
  const actor = new Actor(role);
  while (!actor.over) {
    const guard = await take(actor, prey);
    if (guard !== undefined) {
      if (actor.random.oneIn(4)) await sleep(0);
      work(actor, prey);
      guard.release();
      actor.does('has left');
      actor.count('acquired');
    }
    if (actor.random.oneIn(8)) await sleep(0);
  }
  return actor.end();
}

/** Threads that may be killed wherever they are, and those that go on. */
export const victims = tasks('soak.victims', import.meta.url, {
  block: (role: Role, prey: Prey): Promise<Figures> => goBlocking(role, prey),

  await: (role: Role, prey: Prey): Promise<Figures> => goAwaiting(role, prey),

  /** Has it for a long time: it is in its hands that it dies. */
  async keep(role: Role, prey: Prey): Promise<void> {
    const actor = new Actor(role);
    while (!actor.over) {
      const guard = await take(actor, prey);
      if (guard === undefined) continue;
      work(actor, prey);
      await sleep(1 + actor.random.below(30));
      guard.release();
    }
  },

  /** Waits for an event, again and again. */
  async attend(role: Role, event: Event): Promise<void> {
    const actor = new Actor(role);
    while (!actor.over) {
      actor.does('waits');
      await event.wait();
      await sleep(0);
    }
  },

  attendBlocking(role: Role, event: Event): void {
    const actor = new Actor(role);
    while (!actor.over) {
      actor.does('blocks');
      event.waitSync();
    }
  },
});
