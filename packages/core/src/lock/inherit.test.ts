import { array, assert, asyncProperty, integer, nat, record, uniqueArray } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { followAsyncFunctions } from '../coroutine/followed.fixture.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import type { Operation } from '../operation/operation.ts';
import { TimeoutError } from '../errors.ts';
import { fifo } from '../scheduler/fifo.ts';
import { setPolicy } from '../scheduler/policy.ts';
import { priority } from '../scheduler/priority.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { acquireAll } from './acquire-all.ts';
import type { Guard } from './guard.ts';
import type { Inheritable } from '../wait/inherit.ts';
import { Lock } from './lock.ts';
import { RwLock } from './rw-lock.ts';
import type { WriteGuard } from './rw-side.ts';

inVirtualTime();

afterEach(() => {
  setPolicy(fifo());
});

test('who holds what a more urgent task waits for runs as urgently, and no longer than that', async () => {
  const lock = new Lock({ name: 'printer' });
  setPolicy(priority({ ageing: 1e6 }));
  const order: string[] = [];
  const low = spawn({
    priority: 0,
    *target() {
      const guard = yield* lock.acquire();
      // Now the others come.
      const high = spawn({
        priority: 2,
        *target() {
          const mine = yield* lock.acquire();
          order.push('high has it');
          mine.release();
        },
      });
      const middle = spawn({
        priority: 1,
        *target() {
          for (let step = 0; step < 3; step++) {
            order.push(`middle ${step}`);
            yield* yieldNow();
          }
        },
      });
      for (let step = 0; step < 3; step++) {
        yield* yieldNow();
        order.push(`low ${step}, as urgent as ${low.urgency}`);
      }
      guard.release();
      order.push(`low released, as urgent as ${low.urgency}`);
      yield* yieldNow();
      order.push('low ended');
      yield* high;
      yield* middle;
    },
  });
  await low;
  expect(order).toEqual([
    'low 0, as urgent as 2',
    'low 1, as urgent as 2',
    'low 2, as urgent as 2',
    'low released, as urgent as 0',
    'high has it',
    'middle 0',
    'middle 1',
    'middle 2',
    'low ended',
  ]);
});

test('the urgency goes on to whom the holder waits for, and to the next holder while the urgent one still waits', async () => {
  setPolicy(priority({ ageing: 1e6 }));
  const [outer, inner] = [new Lock({ name: 'outer' }), new Lock({ name: 'inner' })];
  const seen: string[] = [];
  const deep = spawn({
    *target() {
      const guard = yield* inner.acquire();
      const shallow = spawn({
        *target() {
          yield* outer.run(function* () {
            const mine = yield* inner.acquire();
            seen.push(`shallow has both, as urgent as ${shallow.urgency}`);
            mine.release();
          });
          seen.push(`shallow has none, as urgent as ${shallow.urgency}`);
        },
      });
      yield* yieldNow();
      yield* yieldNow(); // shallow has the outer one and waits for the inner one
      const next = spawn({
        *target() {
          const mine = yield* outer.acquire();
          seen.push(`next, as urgent as ${next.urgency}`);
          mine.release();
        },
      });
      yield* yieldNow();
      const urgent = spawn({
        priority: 5,
        *target() {
          const mine = yield* outer.acquire();
          seen.push('urgent');
          mine.release();
        },
      });
      yield* yieldNow();
      seen.push(`deep, as urgent as ${deep.urgency}`);
      guard.release();
      seen.push(`deep, as urgent as ${deep.urgency}`);
      yield* urgent;
      yield* next;
      yield* shallow;
    },
  });
  await deep;
  expect(seen).toEqual([
    'deep, as urgent as 5',
    'deep, as urgent as 0',
    'shallow has both, as urgent as 5',
    'shallow has none, as urgent as 0',
    'next, as urgent as 5',
    'urgent',
  ]);
});

/** A task of no urgency that takes something, and gives it back when it is told to. */
function holding(take: () => Operation<Guard>): Task<void> & { release(): void } {
  let guard: Guard | undefined;
  const task = spawn(function* low() {
    guard = yield* take();
    yield* sleep(Infinity);
  });
  return Object.assign(task, { release: () => guard!.release() });
}

function asking(level: number, wait: () => Operation<unknown>): Task<unknown> {
  return urgently(function* () {
    yield* wait();
  }, level);
}

function urgently(target: () => Coroutine<unknown> | Promise<unknown>, level = 5): Task<unknown> {
  const task = spawn({ priority: level, target: target as () => Coroutine<unknown> });
  task.catch(() => {});
  return task;
}

/** Everybody has come as far as possible. */
const rested = (): Operation<void> => sleep(1);

type Way = (lock: Lock, signal: AbortSignal) => Coroutine<unknown> | Promise<unknown>;
const ways: Record<string, Way> = {
  'a timeout': function* (lock) {
    (yield* lock.acquire({ timeout: 100 })).release();
  },
  'a signal': function* (lock, signal) {
    (yield* lock.acquire({ signal })).release();
  },
  'withTimeout around a block': function* (lock) {
    yield* withTimeout(100, function* () {
      (yield* lock.acquire()).release();
    });
  },
  'withTimeout around the wait': function* (lock) {
    (yield* withTimeout(100, lock.acquire())).release();
  },
  'a select': function* (lock) {
    const chosen = yield* select({ lock, late: sleep(100) });
    if (chosen.key === 'lock') chosen.value.release();
  },
  acquireAll: function* (lock) {
    (yield* acquireAll(new Lock(), lock, { timeout: 100 })).release();
  },
};
if (followAsyncFunctions()) {
  ways['an async function'] = async (lock) => {
    (await lock.acquire({ timeout: 100 })).release();
  };
  ways['withTimeout around a function'] = function* (lock) {
    yield* withTimeout(100, async () => (await lock.acquire()).release());
  };
}

/** An async function has to be one for whoever starts it. */
function started(
  way: Way,
  lock: Lock,
  signal: AbortSignal,
): () => Coroutine<unknown> | Promise<unknown> {
  if (way !== ways['an async function']) return () => way(lock, signal);
  return async () => await way(lock, signal);
}

describe.each(Object.entries(ways))('by %s', (how, way) => {
  /** Where one of no urgency has the lock, and an urgent one waits for it in this way. */
  async function scene() {
    const lock = new Lock();
    const controller = new AbortController();
    const low = holding(() => lock.acquire());
    await rested();
    const high = urgently(started(way, lock, controller.signal));
    await rested();
    expect(low.urgency).toBe(5);
    return { low, high, controller };
  }

  test('the holder inherits until it releases', async () => {
    const { low, high } = await scene();
    low.release();
    expect(low.urgency).toBe(0);
    await high;
  });

  test('the holder inherits until the wait is given up', async () => {
    const { low, controller } = await scene();
    if (how === 'a signal') controller.abort();
    else await sleep(200);
    expect(low.urgency).toBe(0);
  });

  test('the holder inherits until the one who waits is cancelled', async () => {
    const { low, high } = await scene();
    high.cancel();
    await rested();
    expect(low.urgency).toBe(0);
  });
});

test('of several who wait, the most urgent of those who are still there counts', async () => {
  const lock = new Lock();
  const low = holding(() => lock.acquire());
  await rested();
  for (const level of [2, 7, 3]) asking(level, () => lock.acquire({ timeout: 10 * level }));
  await rested();
  expect(low.urgency).toBe(7);
  await sleep(20);
  expect(low.urgency).toBe(7);
  await sleep(10);
  expect(low.urgency).toBe(7);
  await sleep(50);
  expect(low.urgency).toBe(0);
});

test('of several locks that it holds, each that is waited for counts', async () => {
  const [a, b] = [new Lock(), new Lock()];
  const low = holding(() => acquireAll(a, b));
  await rested();
  asking(5, () => a.acquire({ timeout: 10 }));
  await rested();
  asking(3, () => b.acquire());
  await rested();
  expect(low.urgency).toBe(5);
  await sleep(20);
  expect(low.urgency).toBe(3);
});

test.each(Object.entries(ways))(
  'it goes on to whom the holder waits for by %s, and is taken back there too',
  async (how, way) => {
    if (how === 'withTimeout around a function') return; // that function waits, as a task of its own
    const [outer, inner] = [new Lock(), new Lock()];
    const deep = holding(() => inner.acquire());
    await rested();
    const signal = new AbortController().signal;
    const holder = spawn(function* () {
      using _ = yield* outer.acquire();
      yield* spawn(started(way, inner, signal) as () => Coroutine<unknown>);
    });
    await rested();
    expect(deep.urgency).toBe(0);
    asking(5, () => outer.acquire({ timeout: 10 }));
    await rested();
    expect([holder.urgency, deep.urgency]).toEqual([5, 5]);
    await sleep(20);
    expect([holder.urgency, deep.urgency]).toEqual([0, 0]);
  },
);

test('what is taken back counts at once, also of one that is ready', async () => {
  setPolicy(priority({ ageing: 1e6 }));
  const order: string[] = [];
  const [lock, gate] = [new Lock(), new Lock()];
  await spawn({
    priority: 9,
    *target() {
      const closed = yield* gate.acquire();
      const low = spawn(function* () {
        yield* lock.acquire();
        yield* gate.acquire();
        order.push('low');
      });
      yield* sleep(1);
      closed.release();
      expect(low.state).toBe('ready');
      const controller = new AbortController();
      const wait = lock.acquire({ signal: controller.signal });
      wait.catch(() => {});
      expect(low.urgency).toBe(9);
      controller.abort();
      expect(low.urgency).toBe(0);
      const middle = spawn({ priority: 1, target: () => void order.push('middle') });
      yield* middle;
      yield* low;
    },
  });
  expect(order).toEqual(['middle', 'low']);
});

describe('of a readers-writer lock', () => {
  test('all who read inherit from a writer who waits, each until it reads no more', async () => {
    const lock = new RwLock();
    const [one, two] = [holding(() => lock.read.acquire()), holding(() => lock.read.acquire())];
    await rested();
    const writer = asking(5, () => lock.write.acquire({ timeout: 100 }));
    await rested();
    expect([one.urgency, two.urgency]).toEqual([5, 5]);
    one.release();
    expect([one.urgency, two.urgency]).toEqual([0, 5]);
    await sleep(200);
    await expect(writer).rejects.toThrow('timed out');
    expect([one.urgency, two.urgency]).toEqual([0, 0]);
  });

  test('one who reads twice inherits until it reads no more', async () => {
    const lock = new RwLock();
    const guards: Guard[] = [];
    const reader = spawn(function* () {
      for (let i = 0; i < 2; i++) guards.push(yield* lock.read.acquire());
      yield* sleep(Infinity);
    });
    await rested();
    const writer = asking(5, () => lock.write.acquire());
    await rested();
    expect(reader.urgency).toBe(5);
    guards.pop()!.release();
    expect(reader.urgency).toBe(5);
    guards.pop()!.release();
    expect(reader.urgency).toBe(0);
    await writer;
  });

  test('who writes inherits from those who wait, whoever is next, and so do those who come next', async () => {
    const lock = new RwLock();
    const first = holding(() => lock.write.acquire());
    await rested();
    const reading = [1, 2].map(() => holding(() => lock.read.acquire()));
    const second = holding(() => lock.write.acquire());
    await rested();
    asking(5, () => select({ lock: lock.read, late: sleep(100) }));
    await rested();
    expect([first, ...reading, second].map((task) => task.urgency)).toEqual([5, 0, 0, 0]);
    first.release();
    expect([first, ...reading, second].map((task) => task.urgency)).toEqual([0, 5, 5, 0]);
    await rested();
    for (const reader of reading) reader.release();
    expect([first, ...reading, second].map((task) => task.urgency)).toEqual([0, 0, 0, 5]);
    await sleep(200);
    expect(second.urgency).toBe(0);
  });

  test('one who writes and goes on as a reader inherits from the next writer', async () => {
    const lock = new RwLock();
    let writing: WriteGuard | undefined;
    const task = spawn(function* () {
      writing = yield* lock.write.acquire();
      yield* sleep(Infinity);
    });
    await rested();
    asking(5, () => lock.write.acquire());
    await rested();
    const reading = writing!.downgrade();
    expect(task.urgency).toBe(5);
    reading.release();
    expect(task.urgency).toBe(0);
  });
});

/** How urgent everybody should be: followed from those who wait to those who hold, until nothing changes any more. */
function inherited(locks: readonly Inheritable[], levels: ReadonlyMap<object, number>) {
  const urgencies = new Map(levels);
  for (let changes = true; changes;) {
    changes = false;
    for (const lock of locks) {
      for (const { owner } of lock.waiting()) {
        for (const holder of lock.holders()) {
          if (urgencies.get(holder)! >= urgencies.get(owner!)!) continue;
          urgencies.set(holder, urgencies.get(owner!)!);
          changes = true;
        }
      }
    }
  }
  return urgencies;
}

test('whatever several do with several locks, each is as urgent as those who wait for what it holds', async () => {
  const step = record({
    how: nat(4),
    at: nat(3),
    keeps: nat(12),
    limit: integer({ min: 1, max: 6 }),
  });
  const stepsOfOne = uniqueArray(step, { maxLength: 4, selector: ({ at }) => at });
  const tasks = array(record({ level: nat(3), start: nat(8), steps: stepsOfOne }), {
    minLength: 3,
    maxLength: 7,
  });
  await assert(
    asyncProperty(tasks, async (plans) => {
      const locks = [new Lock(), new RwLock(), new Lock(), new RwLock()] as const;
      const levels = new Map<object, number>();
      const run = plans.map(({ level, start, steps }) => {
        const task = spawn({
          priority: level,
          *target() {
            using all = new DisposableStack();
            yield* sleep(start);
            // In the order of the locks: so there are no cycles, in which they would keep each other urgent.
            for (const { how, at, keeps, limit } of steps.toSorted((a, b) => a.at - b.at)) {
              const lock = locks[at]!;
              const side = lock instanceof Lock ? lock : how % 2 === 0 ? lock.read : lock.write;
              try {
                if (how === 0) all.use(yield* side.acquire({ timeout: limit }));
                else if (how === 1) all.use(yield* withTimeout(limit, side.acquire()));
                else if (how === 2) {
                  const { value } = yield* select({ side, late: sleep(limit) });
                  if (value !== undefined) all.use(value as Guard);
                } else all.use(yield* side.acquire());
              } catch (error) {
                if (!(error instanceof TimeoutError)) throw error;
              }
              yield* sleep(keeps);
            }
          },
        });
        levels.set(task, level);
        return task;
      });
      while (run.some((task) => !task._settled)) {
        const expected = inherited(locks, levels);
        expect(run.map((task) => task.urgency)).toEqual(run.map((task) => expected.get(task)));
        await sleep(1);
      }
      await Promise.all(run);
    }),
    { numRuns: 20 },
  );
});
