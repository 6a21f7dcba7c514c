import { Event, InvalidStateError, Lock, RwLock, SharedArray, sleep, Value } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import type { Crew, Victim } from '../crew.ts';
import { Fault } from '../fault.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { meeting } from '../tasks/meeting.ts';
import { mortals, type Estate } from '../tasks/mortals.ts';
import { victims, type Prey } from '../tasks/victims.ts';

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
function killing({ pace, early }: Manner, start: (actor: Actor) => Victim) {
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

const ways = [victims.block, victims.await, victims.keep];

function startOne(crew: Crew, prey: Prey): (actor: Actor) => Victim {
  return ({ random }) => crew.victim(ways[random.below(ways.length)]! as typeof victims.keep, prey);
}

export const kills: readonly Scenario[] = [
  {
    name: 'lock.kills',
    proves:
      'threads that hold a lock or wait for it are killed: one of the others recovers it, all go on, and no number of a thread is lost',
    async play({ random, ms, runsOn, pace, early, crew: newCrew }) {
      const crew = newCrew();
      const prey: Prey = {
        lock: new Lock({ fair: random.oneIn(3) }),
        pair: new SharedArray('i32', 2),
        unsafe: new Value('u8', 0),
        runsOn,
      };
      crew.thread(victims.block, prey);
      crew.thread(victims.await, prey);
      crew.task(victims.await, prey);
      crew.task(killing({ pace, early }, startOne(crew, prey)));
      crew.shows(prey.lock);
      const figures = await crew.finish(ms);
      // Those that were killed have changed it too, and their figures went with them.
      const [changes, counted] = [prey.pair.get(0), figures['acquired'] ?? 0];
      if (prey.unsafe.value === 0 && changes < counted) {
        throw new Fault(`changes of the pair: ${changes}, and must be ${counted} or more`);
      }
      return figures;
    },
  },
  {
    name: 'rw-lock.kills',
    proves:
      'threads that read, write or wait for that are killed: what one read is free, what one wrote is recovered by one of the others',
    async play({ ms, runsOn, pace, early, crew: newCrew }) {
      const crew = newCrew();
      const estate: Estate = {
        lock: new RwLock(),
        pair: new SharedArray('i32', 2),
        unsafe: new Value('u8', 0),
        runsOn,
      };
      crew.thread(mortals.block, estate);
      crew.thread(mortals.await, estate);
      crew.task(mortals.await, estate);
      crew.task(
        killing({ pace, early }, ({ random }) =>
          crew.victim(random.oneIn(2) ? mortals.block : mortals.await, estate),
        ),
      );
      crew.shows(estate.lock);
      return crew.finish(ms);
    },
  },
  {
    name: 'event.kills',
    proves: 'threads that wait for an event are killed: the others are woken as before',
    async play({ ms, pace, early, crew: newCrew }) {
      const crew = newCrew();
      const parties = 3;
      const event = new Event();
      const place = new SharedArray('i32', 3);
      crew.thread(meeting.eventBlocking, place, parties, event, 0);
      crew.thread(meeting.eventAwaiting, place, parties, event, 1);
      crew.task(meeting.eventAwaiting, place, parties, event, 2);
      crew.task(
        killing({ pace, early }, ({ random }) =>
          crew.victim(random.oneIn(2) ? victims.attend : (victims.attendBlocking as never), event),
        ),
      );
      const figures = await crew.finish(ms);
      event.set();
      return { ...figures, meetings: place.get(1) };
    },
  },
];
