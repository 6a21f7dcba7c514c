import { afterEach, beforeEach, expect, test } from 'vitest';
import { TimeoutError } from '../errors.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { script, type Script } from './pool.fixture.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

/** One call that does not end when it is asked to, beside another in the same worker; whose event loop answers, or not. */
async function stuck(isAlive: boolean): Promise<Script> {
  const made = script({ tasksPerWorker: 2 });
  const limits = { signal: undefined, timeout: 10, grace: 20 };
  const late = made.submit('late', { limits });
  made.submit('beside');
  made.workers[0]!.ready().begin();
  made.workers[0]!.begin();
  await clock.advance(10);
  expect(made.workers[0]!.asked.includes(late)).toBe(true);
  made.workers[0]!.isAlive = isAlive;
  await clock.advance(20);
  expect(await late.exception()).toBeInstanceOf(TimeoutError);
  return made;
}

test('a worker whose event loop does not answer is ended, though it has other calls', async () => {
  const { workers } = await stuck(false);
  await clock.advance(999);
  expect(workers[0]!.isTerminated).toBe(false);
  await clock.advance(1);
  expect(workers[0]!.isTerminated).toBe(true);
});

test('one that answers is asked again and again', async () => {
  const { workers } = await stuck(true);
  await clock.advance(10_000);
  expect([workers[0]!.isClosed, workers[0]!.isTerminated]).toEqual([true, false]);
  workers[0]!.isAlive = false;
  await clock.advance(2000);
  expect(workers[0]!.isTerminated).toBe(true);
});

test('and is ended when the other calls in it have ended', async () => {
  const { workers } = await stuck(true);
  const [late] = workers[0]!.running;
  workers[0]!.running.delete(late![0]);
  workers[0]!.running.set(...late!); // the other one is the first to end
  workers[0]!.end('beside');
  expect(workers[0]!.isTerminated).toBe(true);
});

test('one that has no other call is ended at once', async () => {
  const { workers, submit } = script();
  submit('late', { limits: { signal: undefined, timeout: 10, grace: 20 } })._looked();
  workers[0]!.ready().begin();
  await clock.advance(30);
  expect(workers[0]!.isTerminated).toBe(true);
});
