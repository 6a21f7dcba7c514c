import { afterEach, expect, test } from 'vitest';
import {
  captureStacks,
  DeadlockError,
  dump,
  type Future,
  InvalidArgumentError,
  Lock,
  type DeadlockLink,
  Queue,
  RwLock,
  sleep,
  spawn,
  Thread,
  ThreadPoolExecutor,
  type Coroutine,
} from 'heddle';
import { crossing } from './fixtures/crossing-tasks.ts';
import { printers } from './fixtures/printing-tasks.ts';

// Of core, but from outside of its folder and of the adapter's, whose frames are left out.

afterEach(() => captureStacks(false));

const queue = new Queue<number>();

/** What is known of a task that waits, spawned here. */
async function stacks(): Promise<{ spawned: string | undefined; waits: string | undefined }> {
  const task = spawn(function* waits() {
    yield* sleep(0);
    yield* queue.get();
  });
  await sleep(1);
  const [dumped] = dump().tasks;
  queue.tryPut(1);
  await task;
  return {
    spawned: dumped?.spawnedAt?.join('\n'),
    waits: dumped?.waits[0]?.at?.join('\n'),
  };
}

test('keeps from where tasks were spawned and wait only while it is asked for', async () => {
  expect(await stacks()).toEqual({ spawned: undefined, waits: undefined });
  captureStacks(true);
  captureStacks(true);
  const { spawned, waits } = await stacks();
  expect(spawned).toMatch(/^(?:async )?stacks .*stacks\.test\.ts/);
  expect(waits).toMatch(/^waits .*stacks\.test\.ts/);
  captureStacks(false);
  expect(await stacks()).toEqual({ spawned: undefined, waits: undefined });
});

function* both(first: Lock, second: Lock): Coroutine<void> {
  using _first = yield* first.acquire();
  yield* sleep(0);
  using _second = yield* second.acquire();
}

async function deadlock(): Promise<DeadlockError> {
  const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  const tasks = [spawn(() => both(a, b)), spawn(() => both(b, a))];
  return failureOf(tasks);
}

async function failureOf(all: Iterable<PromiseLike<unknown>>): Promise<DeadlockError> {
  const failed = (await Promise.allSettled(all)).filter((result) => result.status === 'rejected');
  expect(failed).toHaveLength(1);
  expect(failed[0]!.reason).toBeInstanceOf(DeadlockError);
  return failed[0]!.reason as DeadlockError;
}

test('a deadlock tells the lines where each lock was taken only if that was asked for', async () => {
  for (const link of (await deadlock()).cycle) expect(link).not.toHaveProperty('takenAt');
  captureStacks(true);
  const { cycle, message } = await deadlock();
  for (const { takenAt } of cycle) expect(takenAt![0]).toMatch(/^both .*stacks\.test\.ts/);
  expect(message).toBe(
    cycle
      .map(
        ({ holder, holds, takenAt, waitsFor }) =>
          `${holder} holds ${holds}, taken at ${takenAt![0]}, and waits for ${waitsFor}`,
      )
      .join('; '),
  );
});

/** What the threads are told that cross each other, once each of them has its first lock. */
async function cycleOf(
  start: (arrived: Queue<string>, go: Queue<string>) => readonly Pick<Thread, 'result'>[],
): Promise<readonly DeadlockLink[]> {
  const [arrived, go] = [new Queue<string>(), new Queue<string>()];
  const threads = start(arrived, go);
  for (const _ of threads) await arrived.get();
  for (const _ of threads) await go.put('go');
  return (await failureOf(threads.map((thread) => thread.result()))).cycle;
}

test('between threads too', async () => {
  const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  const cycle = await cycleOf((arrived, go) => [
    Thread.start({ target: crossing.both, args: [a, b, arrived, go] }),
    Thread.start({ target: crossing.both, args: [b, a, arrived, go] }),
  ]);
  expect(cycle).toHaveLength(2);
  for (const { takenAt } of cycle) expect(takenAt![0]).toMatch(/cross .*crossing-tasks\.ts/);
});

test('between threads also who reads, and who writes', async () => {
  const [a, b] = [new RwLock({ name: 'a' }), new RwLock({ name: 'b' })];
  const cycle = await cycleOf((arrived, go) => [
    Thread.start({ target: crossing.reads, args: [a, b, arrived, go] }),
    Thread.start({ target: crossing.writes, args: [b, a, arrived, go] }),
  ]);
  const links = cycle.map(({ holds, takenAt }) => [holds, takenAt?.[0], takenAt?.[1]]);
  expect(links.toSorted()).toEqual([
    [
      'rw lock "a" (reading)',
      expect.stringMatching(/crossing-tasks/),
      expect.stringMatching(/reads/),
    ],
    [
      'rw lock "b" (writing)',
      expect.stringMatching(/crossing-tasks/),
      expect.stringMatching(/writes/),
    ],
  ]);
});

/** The stack of what a call fails with that is submitted here. */
async function stackOfCall(submit: (pool: ThreadPoolExecutor) => Future<unknown>): Promise<string> {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, name: 'p' });
  const error = await submit(pool).exception();
  return (error as Error).stack!;
}

const here = '-- call of printers.fail in executor "p", submitted in main --';

test('the error of a call has the stack of its worker, and that of its submit if that was asked for', async () => {
  const fail = (pool: ThreadPoolExecutor): Future<unknown> => pool.submit(printers.fail);
  const quiet = await stackOfCall(fail);
  expect(quiet).toMatch(/RangeError: nobody looks\n.*fail.*printing-tasks\.ts/);
  expect(quiet).not.toContain('stacks.test.ts');
  captureStacks(true);
  const joined = await stackOfCall(fail);
  expect(joined).toMatch(/RangeError: nobody looks\n.*fail.*printing-tasks\.ts/);
  const [, below] = joined.split(here);
  expect(below).toMatch(/^\n\s*(?:at )?fail.*stacks\.test\.ts/);
});

test('of calls that one error ends, it has that of the first', async () => {
  captureStacks(true);
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, name: 'p' });
  const reason = new RangeError('enough');
  const controller = new AbortController();
  const limited = pool.with({ signal: controller.signal });
  const ends = [1, 2].map(() => limited.submit(printers.fail));
  controller.abort(reason);
  expect(await ends[0]!.exception()).toBe(reason);
  expect(await ends[1]!.exception()).toBe(reason);
  expect(reason.stack!.split(here)).toHaveLength(2);
});

test('needs a boolean', () => {
  expect(() => captureStacks(undefined as never)).toThrow(InvalidArgumentError);
});
