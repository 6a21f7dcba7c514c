import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { script, type Script, type ScriptedWorker } from './pool.fixture.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

const values = (worker: ScriptedWorker | undefined): unknown[] =>
  [...worker!.waiting.values()].map(({ args }) => args![0]);

/** A worker that needs so little time for a call that it has four, of which it has begun the first. */
function ahead(maxWorkers: number): Script & { readonly worker: ScriptedWorker } {
  const made = script({ maxWorkers });
  made.submit('first');
  const worker = made.workers[0]!.ready();
  worker.pace = 0.01;
  worker.run();
  for (let n = 0; n < 4; n++) made.submit(n);
  expect([made.workers.length, values(worker)]).toEqual([1, [0, 1, 2, 3]]);
  worker.begin();
  return { ...made, worker };
}

test('what waits behind a call that takes long goes to a worker that has nothing to do, once each', async () => {
  const { workers, worker, pool } = ahead(3);
  await clock.advance(0.9);
  expect(workers.length).toBe(1);
  await clock.advance(0.1);
  expect([workers.map(values), pool.waiting]).toEqual([[[], [1], [2]], 1]);
  workers[1]!.ready().run();
  expect(values(workers[1])).toEqual([3]);
  workers[1]!.run();
  workers[2]!.ready().run();
  await clock.advance(10);
  worker.tell();
  worker.end('at last');
  expect(workers.flatMap(values)).toEqual([]);
});

test('nothing is taken from a worker that answers meanwhile', async () => {
  const { workers, worker } = ahead(2);
  worker.end(0);
  worker.begin();
  await clock.advance(1);
  expect([workers.length, values(worker)]).toEqual([1, [2, 3]]);
  await clock.advance(1);
  expect(workers.map(values)).toEqual([[], [2]]);
});

test('nor while nobody could take it; it is as soon as somebody can', async () => {
  const { workers, worker, submit } = ahead(1);
  await clock.advance(5);
  expect([workers.length, values(worker)]).toEqual([1, [1, 2, 3]]);
  const two = ahead(2);
  two.submit('for another'); // behind the others, in the line of the worker that is quick
  await clock.advance(1);
  two.workers[1]!.ready();
  expect(values(two.workers[1])).toEqual([1]);
  expect(two.pool.waiting).toBe(3);
  expect(submit(5).state).toBe('pending');
});

test('a worker that is held up gets nothing ahead until it has ended a call', async () => {
  const { workers, worker, submit } = ahead(2);
  await clock.advance(1);
  worker.tell(); // of those that were taken from it
  submit('later');
  expect(values(worker)).toEqual([]);
  workers[1]!.ready();
  for (let n = 0; n < 4; n++) workers[1]!.run();
  worker.end(0);
  for (let n = 0; n < 3; n++) submit(n);
  expect([...values(worker), ...values(workers[1])].toSorted()).toEqual([0, 1, 2]);
});

test('what can go to one worker only stays with it', async () => {
  const { workers, worker, pool } = ahead(2);
  const [one] = worker.waiting.values();
  one!.parcel = { bytes: new Uint8Array(1), carries: true, isOnce: true };
  await clock.advance(1);
  expect([values(worker), values(workers[1]), pool.waiting]).toEqual([[1], [2], 1]);
});
