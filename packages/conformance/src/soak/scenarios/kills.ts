import { Event, Lock, RwLock, SharedArray, Value } from 'heddle';
import type { Actor } from '../actor.ts';
import type { Crew, Victim } from '../crew.ts';
import { Fault } from '../fault.ts';
import { killing } from '../killing.ts';
import type { Scenario } from '../scenario.ts';
import { meeting } from '../tasks/meeting.ts';
import { mortals, type Estate } from '../tasks/mortals.ts';
import { victims, type Prey } from '../tasks/victims.ts';

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
