import { Lock, SharedArray } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { turns as target } from '../tasks/turns.ts';
import { mustBe } from './same.ts';

export const turns: Scenario = {
  name: 'lock.fair-turns',
  proves: 'between two turns of one thread at a fair lock, each that waits has had its own',
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const parties = 4;
    const lock = new Lock({ fair: true });
    const pair = new SharedArray('i32', 2);
    const board = new SharedArray('i32', 2 * parties);
    crew.thread(target.block, lock, pair, board, parties, 0);
    crew.thread(target.block, lock, pair, board, parties, 1);
    crew.thread(target.await, lock, pair, board, parties, 2);
    crew.task(target.await, lock, pair, board, parties, 3);
    crew.shows(lock);
    const figures = await crew.finish(ms);
    mustBe('changes of the pair', pair.get(0), figures['acquired'] ?? 0);
    return figures;
  },
};
