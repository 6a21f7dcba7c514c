import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { script, type Script, type ScriptedWorker } from './pool.fixture.ts';

// Workers that nothing can be taken back from: what stands behind a call that takes long is stuck there.

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

const values = (worker: ScriptedWorker | undefined): unknown[] =>
  [...worker!.waiting.values()].map(({ args }) => args![0]);

const other = (value: unknown): unknown => value;

/** A pool whose workers have shown that they need little time for an echo. */
function quick(maxWorkers: number): Script {
  const made = script({ maxWorkers }, true);
  for (let n = 0; n < maxWorkers; n++) made.submit(n);
  for (const worker of made.workers) {
    worker.ready().pace = 0.01;
    worker.run();
  }
  return made;
}

test('calls go to workers that have nothing to do, however quick one of them is', () => {
  const { workers, submit } = quick(2);
  submit('a');
  submit('b');
  expect(workers.map(values)).toEqual([['b'], ['a']]);
});

test('a quick one stands behind quick ones', () => {
  const { workers, submit, pool } = quick(2);
  for (let n = 0; n < 6; n++) submit(n);
  expect([workers.map(values), pool.waiting]).toEqual([
    [
      [1, 2, 4],
      [0, 3, 5],
    ],
    0,
  ]);
});

test('none stands behind one of a function that was never called, nor that behind others', () => {
  const { workers, submit, pool } = quick(2);
  submit('new', {}, other);
  for (let n = 0; n < 3; n++) submit(n);
  expect([workers.map(values), pool.waiting]).toEqual([[[0, 1], ['new']], 1]);
  workers[0]!.run();
  expect([workers.map(values), pool.waiting]).toEqual([[[1, 2], ['new']], 0]);
  const two = quick(1);
  two.submit('quick');
  two.submit('new', {}, other);
  expect([two.workers.map(values), two.pool.waiting]).toEqual([[['quick']], 1]);
  two.workers[0]!.run();
  expect([two.workers.map(values), two.pool.waiting]).toEqual([[['new']], 0]);
});

test('nor behind one of a function that has taken long, until it is quick again', async () => {
  const { workers, submit, pool } = quick(1);
  const [worker] = workers;
  const both = (): void => {
    submit('one', {}, other);
    submit('two', {}, other);
  };
  both();
  worker!.begin();
  await clock.advance(50);
  worker!.end('slow');
  expect(values(worker)).toEqual(['two']);
  worker!.run();
  both();
  expect([values(worker), pool.waiting]).toEqual([['one', 'two'], 0]);
});

test('what has not answered while others wait for it is no longer quick', async () => {
  const { workers, submit, pool } = quick(2);
  for (let n = 0; n < 4; n++) submit(n);
  workers[0]!.begin();
  workers[1]!.run();
  workers[1]!.run();
  await clock.advance(1);
  submit('a');
  submit('b');
  submit('c');
  expect([workers.map(values), pool.waiting]).toEqual([[[2], ['a']], 2]);
});
