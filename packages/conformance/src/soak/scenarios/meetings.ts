import { Event, Lock, RwLock, Semaphore, SharedArray, Value } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { meeting } from '../tasks/meeting.ts';
import { reading } from '../tasks/reading.ts';
import { mustBe, newPlace } from './same.ts';

const locks: Scenario = {
  name: 'lock.wake-ups',
  proves: 'each that waits gets the lock, though nobody comes by later who would wake it',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const [blocking, awaiting] = [1 + random.below(3), 1 + random.below(2)];
    const parties = blocking + awaiting + 1;
    const lock = new Lock({ fair: random.oneIn(3) });
    const pair = new SharedArray('i32', 2);
    const place = newPlace();
    for (let i = 0; i < blocking; i++)
      crew.thread(meeting.lockBlocking, place, parties, lock, pair);
    for (let i = 0; i < awaiting; i++)
      crew.thread(meeting.lockAwaiting, place, parties, lock, pair);
    crew.task(meeting.lockAwaiting, place, parties, lock, pair);
    crew.shows(lock);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', pair.get(0), figures['acquired'] ?? 0);
    mustBe('acquisitions', figures['acquired'] ?? 0, place.get(1) * parties);
    return { ...figures, meetings: place.get(1) };
  },
};

const permits: Scenario = {
  name: 'semaphore.wake-ups',
  proves:
    'never more permits are taken than there are, several at once included; each that waits gets its own, and in the end all are back',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const parties = 4;
    const semaphore = new Semaphore(1 + random.below(4));
    const inside = new Value('i32', 0);
    const place = newPlace();
    crew.thread(meeting.permitsBlocking, place, parties, semaphore, inside);
    crew.thread(meeting.permitsBlocking, place, parties, semaphore, inside);
    crew.thread(meeting.permitsAwaiting, place, parties, semaphore, inside);
    crew.task(meeting.permitsAwaiting, place, parties, semaphore, inside);
    crew.shows(semaphore);
    const figures = await crew.finish(ms);
    mustBe('free permits', semaphore.available, semaphore.permits);
    mustBe('acquisitions', figures['acquired'] ?? 0, place.get(1) * parties);
    return { ...figures, meetings: place.get(1) };
  },
};

const events: Scenario = {
  name: 'event.wake-ups',
  proves: 'each that waits for an event goes on when it is set',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const parties = 4;
    const event = new Event();
    const place = newPlace();
    crew.thread(meeting.eventBlocking, place, parties, event, 0);
    crew.thread(meeting.eventBlocking, place, parties, event, 1);
    crew.thread(meeting.eventAwaiting, place, parties, event, 2);
    crew.task(meeting.eventAwaiting, place, parties, event, 3);
    crew.shows(event);
    const figures = await crew.finish(ms);
    return { ...figures, meetings: place.get(1) };
  },
};

const pulses: Scenario = {
  name: 'event.pulses',
  proves: 'whoever waits for an event goes on also if it is set and cleared at once',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const parties = 3;
    const event = new Event();
    const place = newPlace();
    crew.thread(meeting.pulse, place, parties, event, 0);
    crew.thread(meeting.pulse, place, parties, event, 1);
    crew.task(meeting.pulse, place, parties, event, 2);
    crew.shows(event);
    const figures = await crew.finish(ms);
    return { ...figures, meetings: place.get(1) };
  },
};

const readers: Scenario = {
  name: 'rw-lock.wake-ups',
  proves: 'each that waits to read or to write gets in',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const parties = 4;
    const shelf = { lock: new RwLock(), pair: new SharedArray('i32', 2) };
    const place = newPlace();
    crew.thread(reading.meetBlocking, place, parties, shelf);
    crew.thread(reading.meetBlocking, place, parties, shelf);
    crew.thread(reading.meetAwaiting, place, parties, shelf);
    crew.task(reading.meetAwaiting, place, parties, shelf);
    crew.shows(shelf.lock);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', shelf.pair.get(0), figures['writes'] ?? 0);
    return { ...figures, meetings: place.get(1) };
  },
};

/** What waits must be woken: scenarios in which all come to a stop if one is not. */
export const meetings: readonly Scenario[] = [locks, permits, events, pulses, readers];
