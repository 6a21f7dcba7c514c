import { expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { TimeoutError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import { ExplorationError } from './exploration-error.ts';
import { explore, replay } from './explore.ts';

async function faultOf(program: () => unknown): Promise<ExplorationError> {
  const error = await explore(program).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExplorationError);
  return error as ExplorationError;
}

test('steps of async functions are tried in every order', async () => {
  const seen: string[] = [];
  const { complete, schedules } = await explore(async function main() {
    const at = seen.push('') - 1;
    const queue = new Queue<number>();
    const task = async (name: string): Promise<void> => {
      seen[at] += name;
      await queue.get();
      seen[at] += name.toUpperCase();
    };
    spawn(task, 'a');
    spawn(task, 'b');
    queue.put(1);
    queue.put(2);
  });
  expect([complete, schedules]).toEqual([true, 2]);
  expect(seen.toSorted()).toEqual(['aAbB', 'bBaA']);
});

test('who awaits goes on as a step of its own: both may be first', async () => {
  const seen = new Set<string>();
  const result = await explore(async function main() {
    let word = '';
    const queue = new Queue<number>();
    const getting = ['a', 'b'].map((name) =>
      spawn(async () => {
        await queue.get();
        word += name;
      }),
    );
    await sleep(1); // both wait, in this order or that
    queue.put(1);
    queue.put(2);
    await joinAll(getting);
    seen.add(word);
  });
  expect(result.complete).toBe(true);
  expect(seen).toEqual(new Set(['ab', 'ba']));
});

test('a race across an await is found and shown again', async () => {
  const program = async (): Promise<void> => {
    let counter = 0;
    const increment = async (turns: number): Promise<void> => {
      for (let turn = 0; turn < turns; turn++) await yieldNow();
      const seen = counter;
      await yieldNow();
      counter = seen + 1;
    };
    await joinAll([spawn(increment, 0), spawn(increment, 2)]);
    if (counter !== 2) throw new Error(`counter is ${counter}`);
  };
  const found = await faultOf(program);
  expect(found).toMatchObject({ kind: 'failure', cause: new Error('counter is 1') });
  await expect(replay(program, found.replay)).rejects.toMatchObject({
    kind: 'failure',
    replay: found.replay,
    schedule: found.schedule,
  });
});

test('with a lock around it there is none', async () => {
  const result = await explore(async () => {
    let counter = 0;
    const lock = new Lock();
    const increment = async (): Promise<void> => {
      using _ = await lock.acquire();
      const seen = counter;
      await yieldNow();
      counter = seen + 1;
    };
    await joinAll([spawn(increment), spawn(increment)]);
    if (counter !== 2) throw new Error(`counter is ${counter}`);
  });
  expect(result.complete).toBe(true);
});

test('a deadlock between async functions', async () => {
  const found = await faultOf(async function main() {
    const queue = new Queue<number>({ name: 'jobs' });
    await queue.get();
  });
  expect(found.kind).toBe('deadlock');
  expect(found.message).toMatch(/^nothing can go on: main waits for /);
});

test('coroutines and async functions together', async () => {
  const sums = new Set<number>();
  const result = await explore(function* main() {
    const queue = new Queue<number>({ maxsize: 1 });
    const producer = spawn(async () => {
      for (const item of [1, 2]) await queue.put(item);
      queue.shutdown();
    });
    let sum = 0;
    yield* queue.forEach((item) => void (sum += item));
    yield* producer;
    sums.add(sum);
  });
  expect(result.complete).toBe(true);
  expect(sums).toEqual(new Set([3]));
});

test('time passes only when no promise has anything left to do', async () => {
  const result = await explore(async () => {
    const slow = (async () => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      return 5;
    })();
    if ((await withTimeout(1, slow)) !== 5) throw new Error('wrong');
    await expect(withTimeout(1, sleep(2))).rejects.toThrow(TimeoutError);
  });
  expect(result.complete).toBe(true);
});

test('a promise that nobody told of is found out before a deadlock is said to be one', async () => {
  const result = await explore(function* main() {
    const queue = new Queue<number>();
    // Heddle hears nothing of this function until it puts.
    void (async () => {
      await Promise.resolve();
      queue.put(1);
    })();
    return yield* queue.get();
  });
  expect(result).toMatchObject({ schedules: 1, complete: true });
});

test('a failure that nobody takes is none of the host', async () => {
  const reported = await unhandledIn(async () => {
    const found = await faultOf(function main() {
      spawn(async function bad() {
        await yieldNow();
        throw new Error('wrong');
      });
    });
    expect(found).toMatchObject({ kind: 'failure', cause: new Error('wrong') });
  });
  expect(reported).toEqual([]);
});

test('a failure that is awaited late is taken', async () => {
  const result = await explore(async () => {
    const task = spawn(async () => {
      throw new Error('wrong');
    });
    await sleep(5);
    await expect(task).rejects.toThrow('wrong');
    const other = spawn(() => {
      throw new Error('wrong too');
    });
    await sleep(5);
    const promise = other.toPromise();
    try {
      await promise;
    } catch {
      return;
    }
    throw new Error('it did not fail');
  });
  expect(result.complete).toBe(true);
});
