import { Lock, RLock, RwLock, SharedArray } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { contending } from '../tasks/contending.ts';
import { nesting } from '../tasks/nesting.ts';
import { reading } from '../tasks/reading.ts';
import { mustBe } from './same.ts';

const lock: Scenario = {
  name: 'lock.exclusion',
  proves:
    'one at a time is inside, blocked, awaiting or yielding, with timeouts, aborts and cancellations; in one thread, in the order of asking',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const one = new Lock({ fair: random.oneIn(3), owned: !random.oneIn(4) });
    const pair = new SharedArray('i32', 2);
    crew.thread(contending.block, one, pair);
    crew.thread(contending.block, one, pair);
    crew.thread(contending.interleave, one, pair);
    crew.thread(contending.mix, one, pair);
    crew.task(contending.interleave, one, pair);
    crew.shows(one);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', pair.get(0), figures['acquired'] ?? 0);
    mustBe('the other half of the pair', pair.get(1), figures['acquired'] ?? 0);
    return figures;
  },
};

const rLock: Scenario = {
  name: 'rlock.exclusion',
  proves: 'whoever holds it takes it again, everybody else waits until all of that is released',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const one = new RLock({ fair: random.oneIn(3) });
    const pair = new SharedArray('i32', 2);
    crew.thread(nesting.block, one, pair);
    crew.thread(nesting.block, one, pair);
    crew.thread(nesting.interleave, one, pair);
    crew.task(nesting.interleave, one, pair);
    crew.shows(one);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', pair.get(0), figures['acquired'] ?? 0);
    return figures;
  },
};

const rwLock: Scenario = {
  name: 'rw-lock.exclusion',
  proves:
    'many read or one writes, also when a writer goes on as a reader; neither keeps the others out',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const shelf = { lock: new RwLock(), pair: new SharedArray('i32', 2) };
    crew.thread(reading.block, shelf);
    crew.thread(reading.block, shelf);
    crew.thread(reading.interleave, shelf);
    crew.task(reading.interleave, shelf);
    crew.shows(shelf.lock);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', shelf.pair.get(0), figures['writes'] ?? 0);
    return figures;
  },
};

/** Who may be inside at the same time. */
export const exclusions: readonly Scenario[] = [lock, rLock, rwLock];
