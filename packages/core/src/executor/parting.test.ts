import { expect, test } from 'vitest';
import type { Boundary } from '../wire/boundary.ts';
import { script } from './pool.fixture.ts';

test('what a call hands over goes where the call goes, also if that is another worker after all', () => {
  const made = script({ tasksPerWorker: 2 });
  made.submit('begun')._looked();
  const went: (Boundary | undefined)[] = [];
  const boundary: Boundary = {
    means: 'process',
    kindOf: () => undefined,
    goesBy: (next) => went.push(next),
  };
  made.pack = () => ({ wired: { wire: 1, value: [] }, moves: [], isOnce: true, boundary });
  const behind = made.submit('behind it');
  made.workers[0]!.ready().begin();
  made.workers[0]!.dies();
  made.workers[1]!.ready().run();
  const ways = [...made.workers.map((worker) => worker.boundary), undefined];
  expect(went.map((next) => ways.indexOf(next))).toEqual([0, 2, 1]);
  expect(behind._value).toBe('behind it');
});
