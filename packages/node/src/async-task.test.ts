import { describe, expect, test } from 'vitest';
import {
  CancelledError,
  currentTask,
  dump,
  InvalidStateError,
  Lock,
  NotOwnerError,
  Queue,
  run,
  sleep,
  spawn,
} from './index.ts';
import { trace } from './trace.ts';

// What core can do for async functions where the runtime follows them through their awaits.

/** Every task that was ready has run until it waits. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await spawn(() => {});
}

describe('an async function that spawn started', () => {
  test('is the current task, also after its awaits, and what it spawned is its own', async () => {
    const seen: (string | undefined)[] = [];
    const outer = spawn(async function outer() {
      const inner = spawn(async function inner() {
        await sleep(1);
        seen.push(currentTask()?.name);
      });
      await inner;
      seen.push(currentTask()?.name);
      await spawn(function plain() {
        seen.push(currentTask()?.name);
      });
    });
    await outer;
    seen.push(currentTask()?.name);
    expect(seen).toEqual(['inner', 'outer', 'plain', undefined]);
  });

  test('is a holder: only it releases what it took, unless by the guard', async () => {
    const lock = new Lock({ name: 'account' });
    const taken = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const holding = spawn(async function deposit() {
      await lock.acquire();
      taken.resolve();
      await goOn.promise;
      lock.release();
    });
    await taken.promise;
    const other = spawn(async () => lock.release());
    await expect(other).rejects.toThrow(NotOwnerError);
    expect(() => lock.release()).toThrow('cannot release "account": deposit (main) holds it');
    goOn.resolve();
    await holding;
    expect(lock.locked).toBe(false);
  });

  test('two that take two locks in opposite order: a TimeoutError tells who waits for what', async () => {
    const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
    const meet = Promise.withResolvers<void>();
    const one = spawn(async function one() {
      using _a = await a.acquire();
      await meet.promise;
      using _b = await b.acquire({ timeout: 5 });
    });
    const two = spawn(async function two() {
      using _b = await b.acquire();
      meet.resolve();
      using _a = await a.acquire();
    });
    await expect(one).rejects.toThrow(
      'acquire of "b" timed out after 5 ms: two (main) holds it and waits for "a"',
    );
    await two;
  });

  test('that goes on in another branch is no part of a deadlock', async () => {
    const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
    const meet = Promise.withResolvers<void>();
    const one = spawn(async () => {
      using _ = await a.acquire();
      await meet.promise;
      const later = b.acquire().then((guard) => guard.release());
      return await Promise.race([later, sleep(5).then(() => 'went on')]);
    });
    const two = spawn(async () => {
      using _b = await b.acquire();
      meet.resolve();
      await sleep(1);
      using _a = await a.acquire();
    });
    expect(await one).toBe('went on');
    await two;
  });
});

describe('a cancelled async function', () => {
  test('gets CancelledError where it awaits an operation, and its finally runs', async () => {
    const queue = new Queue<number>();
    let ended = false;
    const task = spawn(async () => {
      try {
        return await queue.get();
      } finally {
        ended = true;
      }
    });
    await othersRan();
    expect(task.cancel()).toBe(true);
    queue.tryPut(1);
    await expect(task).rejects.toThrow(CancelledError);
    expect([ended, queue.size]).toEqual([true, 1]);
  });

  test('that awaits something else is told where it awaits an operation next', async () => {
    const queue = new Queue<number>();
    const goOn = Promise.withResolvers<void>();
    const log: string[] = [];
    const task = spawn(async () => {
      await goOn.promise;
      log.push('went on');
      await queue.get();
      log.push('never');
    });
    await othersRan();
    expect(task.cancel()).toBe(true);
    goOn.resolve();
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual(['went on']);
  });

  test('that was granted a lock has it, and is told at its next wait', async () => {
    const lock = new Lock();
    const guard = await lock.acquire();
    const log: string[] = [];
    const task = spawn(async () => {
      using _ = await lock.acquire();
      log.push('inside');
      await sleep(1000);
      log.push('never');
    });
    await othersRan();
    guard.release();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect([log, lock.locked]).toEqual([['inside'], false]);
  });
});

describe('run with an async function', () => {
  test('cancels and waits for what that spawned after its awaits', async () => {
    const log: string[] = [];
    await run(async () => {
      await sleep(1);
      spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          yield* sleep(1);
          log.push('ended');
        }
      });
      await sleep(1);
    });
    expect(log).toEqual(['ended']);
  });

  test('is refused inside one', async () => {
    const inside = spawn(async () => {
      await sleep(1);
      await run(() => undefined);
    });
    await expect(inside).rejects.toThrow(InvalidStateError);
  });
});

describe('dump', () => {
  test('has all that an async function awaits at this moment', async () => {
    const queue = new Queue<number>({ name: 'jobs' });
    const task = spawn(async function both() {
      await Promise.all([queue.get(), sleep(10_000)]);
    });
    await othersRan();
    expect(dump().tasks).toMatchObject([
      {
        name: 'both',
        state: 'waiting',
        waits: [{ what: 'get of queue "jobs"' }, { what: 'sleep of time to pass' }],
      },
    ]);
    expect(dump().outside).toEqual([]);
    task.cancel();
    await task.catch(() => {});
  });
});

describe('a trace', () => {
  test('has each wait of an async function, and whose it is', async () => {
    const queue = new Queue<number>({ name: 'jobs' });
    const lines: string[] = [];
    using _ = trace((event) => {
      if (event.type === 'task.suspended') lines.push(`${event.task.name} on ${event.on}`);
      if (event.type === 'wait.granted') lines.push(`${event.what} to ${event.task?.name}`);
    });
    const task = spawn(async function reads() {
      return Promise.all([queue.get(), queue.get()]);
    });
    await othersRan();
    queue.tryPut(1);
    queue.tryPut(2);
    expect(await task).toEqual([1, 2]);
    expect(lines).toEqual([
      'reads on get of queue "jobs"',
      'reads on get of queue "jobs"',
      'get of queue "jobs" to reads',
      'get of queue "jobs" to reads',
    ]);
  });
});
