import { Barrier, Condition, Latch, Lock, Once, SharedArray } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { gathering } from '../tasks/gathering.ts';
import { notifying } from '../tasks/notifying.ts';
import { mustBe, newPlace } from './same.ts';

const parties = 4;
/** As many as there can be rounds with one each. */
const many = 200;

const condition: Scenario = {
  name: 'condition.notify',
  proves: 'of those that wait for a condition as many go on as were notified, timeouts or not',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const one = random.oneIn(2) ? new Condition() : new Condition(new Lock());
    const limited = random.oneIn(2);
    const board = { condition: one, numbers: new SharedArray('i32', 3), limited };
    const place = newPlace();
    crew.thread(notifying.block, place, parties, board, 0);
    crew.thread(notifying.block, place, parties, board, 1);
    crew.thread(notifying.yield, place, parties, board, 2);
    crew.task(notifying.yield, place, parties, board, 3);
    crew.shows(one);
    const figures = await crew.finish(ms);
    mustBe('notified', figures['notified'] ?? 0, place.get(1) * (parties - 1));
    return { ...figures, meetings: place.get(1) };
  },
};

const barrier: Scenario = {
  name: 'barrier.rounds',
  proves:
    'all go on or it breaks for all; nobody goes on before all have come, and each has a number of its own',
  play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const one = new Barrier(parties);
    const register = new SharedArray('i32', 2 + parties);
    const place = newPlace();
    crew.thread(gathering.barrierBlocking, place, parties, one, register, 0);
    crew.thread(gathering.barrierBlocking, place, parties, one, register, 1);
    crew.thread(gathering.barrierAwaiting, place, parties, one, register, 2);
    crew.task(gathering.barrierAwaiting, place, parties, one, register, 3);
    crew.shows(one);
    return crew.finish(ms);
  },
};

const latch: Scenario = {
  name: 'latch.opens',
  proves: 'who waits for a latch goes on when it was counted down',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const latches = Array.from({ length: many }, () => new Latch(parties));
    const place = newPlace();
    crew.thread(gathering.latchBlocking, place, parties, latches);
    crew.thread(gathering.latchBlocking, place, parties, latches);
    crew.thread(gathering.latchAwaiting, place, parties, latches);
    crew.task(gathering.latchAwaiting, place, parties, latches);
    const figures = await crew.finish(ms);
    const open = latches.filter(({ isOpen }) => isOpen).length;
    mustBe('latches that were passed', figures['latches'] ?? 0, open * parties);
    return figures;
  },
};

const once: Scenario = {
  name: 'once.done',
  proves:
    'what is to be done once is done by one, after as many as failed, and all others wait for that',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const all = Array.from({ length: many }, () => new Once());
    const place = newPlace();
    crew.thread(gathering.onceBlocking, place, parties, all);
    crew.thread(gathering.onceBlocking, place, parties, all);
    crew.thread(gathering.onceAwaiting, place, parties, all);
    crew.task(gathering.onceAwaiting, place, parties, all);
    const figures = await crew.finish(ms);
    mustBe('done', figures['done'] ?? 0, all.filter(({ done }) => done).length);
    return figures;
  },
};

/** What all wait for together, and what is done for all by one. */
export const gatherings: readonly Scenario[] = [condition, barrier, latch, once];
