import { Event, Lock, Queue } from 'heddle';
import { mustBeTheSame, newLedger } from '../ledger.ts';
import type { Scenario } from '../scenario.ts';
import { conveying, type Belt } from '../tasks/conveying.ts';
import { mustBe, sizes, soon } from './same.ts';

export const queueMixed: Scenario = {
  name: 'queue.mixed',
  proves:
    'each item that four threads put is got once by one of four others, as it was and in the order of its producer; given up waits, cancelled ones too, lose none',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const belt: Belt = {
      // With little room the threads do little but wake each other.
      queue: new Queue({ maxsize: random.oneIn(2) ? random.of(sizes) : 1024, name: 'mixed' }),
      lock: new Lock(),
      never: new Event(),
      ledger: newLedger(),
    };
    const puts = [conveying.putBlocking, conveying.putBlocking, conveying.put, conveying.put];
    belt.ledger.set(4, puts.length);
    puts.forEach((put, from) => crew.thread(put as typeof conveying.putBlocking, from, belt));
    for (let i = 0; i < 2; i++) {
      crew.thread(conveying.getBlocking, belt);
      crew.thread(conveying.get, belt);
    }
    crew.shows(belt.queue);
    const figures = await crew.finish(ms);
    mustBeTheSame(belt.ledger);
    mustBe('items that are left', belt.queue.size, 0);
    await belt.queue.join(soon);
    return figures;
  },
};
