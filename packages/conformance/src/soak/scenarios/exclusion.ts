import { Lock, SharedArray } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { contending } from '../tasks/contending.ts';
import { mustBe } from './same.ts';

export const exclusion: Scenario = {
  name: 'lock.exclusion',
  proves:
    'one at a time is inside, blocked, awaiting or yielding, with timeouts, aborts and cancellations; in one thread, in the order of asking',
  async play({ random, ms, crew: newCrew }) {
    const crew = newCrew();
    const lock = new Lock({ fair: random.oneIn(3), owned: !random.oneIn(4) });
    const pair = new SharedArray('i32', 2);
    crew.thread(contending.block, lock, pair);
    crew.thread(contending.block, lock, pair);
    crew.thread(contending.interleave, lock, pair);
    crew.thread(contending.mix, lock, pair);
    crew.task(contending.interleave, lock, pair);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', pair.get(0), figures['acquired'] ?? 0);
    mustBe('the other half of the pair', pair.get(1), figures['acquired'] ?? 0);
    return figures;
  },
};
