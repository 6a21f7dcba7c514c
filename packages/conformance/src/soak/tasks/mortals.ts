import {
  AbandonedLockError,
  sleep,
  tasks,
  TimeoutError,
  type Guard,
  type RwLock,
  type Value,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { enter, leave, repair, type Pair } from '../pair.ts';
import { spin } from '../random.ts';

/** What readers and writers that are killed have in their hands. */
export interface Estate {
  readonly lock: RwLock;
  readonly pair: Pair;
  /** 1 from the moment in which a killed thread that may run on has lost the lock: nothing is promised of it any more. */
  readonly unsafe: Value<'u8'>;
  readonly runsOn: boolean;
}

/** How long a thread computes at most before it looks at its event loop: some runtimes end it only there. */
const burst = 5;

function recovered(actor: Actor, error: unknown, estate: Estate): Guard | undefined {
  if (error instanceof TimeoutError) return undefined;
  if (!(error instanceof AbandonedLockError)) throw error;
  const { lock, pair, unsafe, runsOn } = estate;
  actor.does('recovers');
  const guard = lock.write.recover();
  if (guard === undefined) return undefined; // another was first
  if (runsOn) unsafe.value = 1;
  repair(pair);
  actor.count('recovered');
  return guard;
}

function look({ pair, unsafe }: Estate): void {
  if (unsafe.value === 1) return;
  const [first, second] = pair.view;
  if (first !== second && unsafe.value === 0) {
    throw new Fault(`somebody writes while another reads: ${first}, ${second}`);
  }
}

function change(actor: Actor, { pair, unsafe }: Estate): void {
  if (unsafe.value === 1) return;
  const entered = enter(pair);
  spin(actor.random.below(1000));
  if (unsafe.value === 0) leave(pair, entered);
}

/** It is in: to read, to write, or because it has recovered the lock. */
function use(actor: Actor, guard: Guard, writes: boolean, estate: Estate): void {
  actor.does('is inside');
  if (writes) change(actor, estate);
  else look(estate);
  actor.count(writes ? 'writes' : 'reads');
  guard.release();
  actor.does('has left');
}

/** Readers and writers that may be killed wherever they are, and those that go on. */
export const mortals = tasks('soak.mortals', import.meta.url, {
  async block(role: Role, estate: Estate): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      for (const end = performance.now() + burst; !actor.over && performance.now() < end;) {
        const writes = actor.random.oneIn(2);
        const side = writes ? estate.lock.write : estate.lock.read;
        actor.does('blocks');
        let guard: Guard | undefined;
        try {
          guard = actor.random.oneIn(3)
            ? side.acquireSync({ timeout: actor.random.below(3) })
            : side.acquireSync();
        } catch (error) {
          recovered(actor, error, estate)?.release();
        }
        if (guard !== undefined) use(actor, guard, writes, estate);
      }
      await sleep(0);
    }
    return actor.end();
  },

  async await(role: Role, estate: Estate): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      const writes = actor.random.oneIn(2);
      const side = writes ? estate.lock.write : estate.lock.read;
      actor.does('waits');
      let guard: Guard | undefined;
      try {
        guard = await (actor.random.oneIn(3)
          ? side.acquire({ timeout: actor.random.below(3) })
          : side.acquire());
      } catch (error) {
        recovered(actor, error, estate)?.release();
      }
      if (guard === undefined) continue;
      if (actor.random.oneIn(4)) await sleep(actor.random.below(8));
      use(actor, guard, writes, estate);
      if (actor.random.oneIn(8)) await sleep(0);
    }
    return actor.end();
  },
});
