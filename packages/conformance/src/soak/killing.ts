import { InvalidStateError, sleep } from 'heddle';
import { Actor, type Figures, type Role } from './actor.ts';
import type { Victim } from './crew.ts';
import { Fault } from './fault.ts';
import type { Stage } from './scenario.ts';

/** How threads are killed here. */
type Manner = Pick<Stage, 'pace' | 'early'>;

/** Most are killed in the midst of what they do. */
async function kill(actor: Actor, { thread, hasBegun }: Victim, early: boolean): Promise<void> {
  if (!early || !actor.random.oneIn(8)) {
    while (!hasBegun() && thread.alive) await sleep(1);
    await sleep(actor.random.below(40));
  } else await sleep(actor.random.below(80));
  actor.does('kills');
  await thread.terminate();
  if (thread.alive) throw new Fault(`${thread.name} is alive after terminate()`);
  actor.count('kills');
  await thread.result().then(
    () => actor.count('ended before'),
    (error: unknown) => {
      if ((error as Error).name !== 'ThreadDiedError') throw error;
    },
  );
}

/** Where a runtime does not tell of a forced end, the number of a thread is kept back for some seconds. */
const keptBack = 15_000;

/** Starts one as soon as a thread's number is free. */
async function startSoon(actor: Actor, start: (actor: Actor) => Victim): Promise<Victim> {
  for (const since = performance.now(); ; await sleep(100)) {
    try {
      return start(actor);
    } catch (error) {
      const isOver = performance.now() - since > keptBack;
      if (!(error instanceof InvalidStateError) || isOver) throw error;
      actor.does('waits');
    }
  }
}

/** Starts threads and kills them, some at a time. */
export function killing({ pace, early }: Manner, start: (actor: Actor) => Victim) {
  const one = async (actor: Actor): Promise<void> =>
    kill(actor, await startSoon(actor, start), early);
  return async function kills(role: Role): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      const count = 1 + actor.random.below(3);
      await Promise.all(Array.from({ length: count }, () => one(actor)));
      if (pace > 0) await sleep(count * pace);
    }
    return actor.end();
  };
}
