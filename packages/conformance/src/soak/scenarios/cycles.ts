import { Lock, SharedArray } from 'heddle';
import type { Scenario } from '../scenario.ts';
import { crossing } from '../tasks/crossing.ts';
import { mustBe } from './same.ts';

function cycles(name: string, proves: string, ordered: boolean): Scenario {
  return {
    name,
    proves,
    async play({ ms, crew: newCrew }) {
      const crew = newCrew();
      const locks = ['a', 'b', 'c', 'd'].map((each) => new Lock({ name: each }));
      const pairs = locks.map(() => new SharedArray('i32', 2));
      crew.thread(crossing.block, { locks, pairs, ordered });
      crew.thread(crossing.block, { locks, pairs, ordered });
      crew.thread(crossing.interleave, { locks, pairs, ordered });
      crew.task(crossing.interleave, { locks, pairs, ordered });
      crew.shows(...locks);
      const figures = await crew.finish(ms);
      const changes = pairs.reduce((sum, pair) => sum + pair.get(1), 0);
      mustBe('changes of the pairs', changes, figures['acquired'] ?? 0);
      return figures;
    },
  };
}

export const deadlocks: readonly Scenario[] = [
  cycles('deadlock.cycles', 'of those in a cycle one is told, and the others go on', false),
  cycles(
    'deadlock.no-false-alarm',
    'where locks are taken in one order, nobody is told of a cycle',
    true,
  ),
];
