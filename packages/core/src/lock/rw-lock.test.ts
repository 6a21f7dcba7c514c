import { describe, expect, test } from 'vitest';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import {
  CancelledError,
  DeadlockError,
  InvalidArgumentError,
  NotOwnerError,
  SpentGuardError,
  TimeoutError,
} from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { after } from '../time/after.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { Lock } from './lock.ts';
import { RwLock } from './rw-lock.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

interface Standing {
  readers: number;
  writing: boolean;
  locked: boolean;
}

function standing({ readers, writing, locked }: RwLock): Standing {
  return { readers, writing, locked };
}

const free: Standing = { readers: 0, writing: false, locked: false };

/** Every task that was ready has run until it waits. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await spawn(function* () {});
}

describe('a new lock', () => {
  test('is free', () => {
    const lock = new RwLock();
    expect(standing(lock)).toEqual(free);
    expect([lock.read.locked, lock.write.locked, lock.write.abandoned, lock.shared]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test.each([[null], [5], [{ name: 5 }]])('with %o as options is refused', (options) => {
    expect(() => new RwLock(options as never)).toThrow(InvalidArgumentError);
  });
});

describe('in one thread', () => {
  test('many read at a time, and nobody writes meanwhile', async () => {
    const lock = new RwLock();
    const first = await lock.read.acquire();
    const second = lock.read.tryAcquire()!;
    const third = lock.read.acquireSync();
    expect(standing(lock)).toEqual({ readers: 3, writing: false, locked: true });
    expect([lock.read.locked, lock.write.locked]).toEqual([false, true]);
    expect(lock.write.tryAcquire()).toBe(undefined);
    for (const guard of [first, third]) guard.release();
    expect(lock.write.tryAcquire()).toBe(undefined);
    second.release();
    expect(standing(lock)).toEqual(free);
  });

  test('one writes, and nobody else is in', async () => {
    const lock = new RwLock();
    const guard = await lock.write.acquire();
    expect(standing(lock)).toEqual({ readers: 0, writing: true, locked: true });
    expect([lock.read.locked, lock.write.locked]).toEqual([true, true]);
    expect([lock.read.tryAcquire(), lock.write.tryAcquire()]).toEqual([undefined, undefined]);
    guard.release();
    expect(standing(lock)).toEqual(free);
  });

  test('first come, first served, and readers who stand together go in together', async () => {
    const lock = new RwLock();
    const order: string[] = [];
    const enter = (side: 'read' | 'write', name: string): unknown =>
      spawn(function* () {
        using _ = yield* lock[side].acquire();
        order.push(`${name} in`);
        yield* sleep(0);
        order.push(`${name} out`);
      });
    enter('write', 'w1');
    for (const name of ['r1', 'r2']) enter('read', name);
    enter('write', 'w2');
    const last = enter('read', 'r3');
    await (last as Promise<void>);
    expect(order).toEqual([
      'w1 in',
      'w1 out',
      'r1 in',
      'r2 in',
      'r1 out',
      'r2 out',
      'w2 in',
      'w2 out',
      'r3 in',
      'r3 out',
    ]);
  });

  test('who comes to read does not pass one who waits to write', async () => {
    const lock = new RwLock();
    const reading = await lock.read.acquire();
    const writing = lock.write.acquire();
    expect(lock.read.tryAcquire()).toBe(undefined);
    const late = lock.read.acquire();
    reading.release();
    expect(lock.writing).toBe(true);
    (await writing).release();
    (await late).release();
    expect(standing(lock)).toEqual(free);
  });

  test('a writer that gives up lets the readers in that stood behind it', async () => {
    const lock = new RwLock();
    const first = await lock.read.acquire();
    const controller = new AbortController();
    const writing = lock.write.acquire({ signal: controller.signal });
    const second = lock.read.acquire();
    controller.abort('gone');
    await expect(writing).rejects.toBe('gone');
    expect(lock.readers).toBe(2);
    first.release();
    (await second).release();
    expect(standing(lock)).toEqual(free);
  });

  test('a cancelled waiter takes nothing along', async () => {
    const lock = new RwLock();
    const writing = await lock.write.acquire();
    const task = spawn(function* () {
      using _ = yield* lock.read.acquire();
    });
    await othersRan();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    writing.release();
    expect(standing(lock)).toEqual(free);
  });
});

describe('guards', () => {
  test('release at the end of the block', async () => {
    const lock = new RwLock();
    {
      using _ = await lock.read.acquire();
      expect(lock.readers).toBe(1);
    }
    {
      using _ = await lock.write.acquire();
      expect(lock.writing).toBe(true);
    }
    expect(standing(lock)).toEqual(free);
  });

  test.each(['read', 'write'] as const)(
    'of the %s side: a spent one throws, and touches nobody else',
    (side) => {
      const lock = new RwLock({ name: 'x' });
      const guard = lock[side].tryAcquire()!;
      guard.release();
      const other = lock[side].tryAcquire()!;
      expect(() => guard.release()).toThrow(SpentGuardError);
      expect(() => guard.release()).toThrow('cannot release rw lock "x": this guard is spent');
      guard[Symbol.dispose]();
      expect(lock.locked).toBe(true);
      other.release();
    },
  );

  test('a writer goes on as a reader, and nobody writes in between', async () => {
    const lock = new RwLock();
    const writing = await lock.write.acquire();
    const [reader, writer] = [lock.read.acquire(), lock.write.acquire()];
    const reading = writing.downgrade();
    expect(standing(lock)).toEqual({ readers: 2, writing: false, locked: true });
    expect(() => writing.release()).toThrow(SpentGuardError);
    expect(() => writing.downgrade()).toThrow(SpentGuardError);
    reading.release();
    (await reader).release();
    (await writer).release();
    expect(standing(lock)).toEqual(free);
  });

  test('cannot be sent as they are', () => {
    const lock = new RwLock();
    for (const thing of [lock, lock.read, lock.write, lock.read.tryAcquire()!]) {
      expect(() => JSON.stringify(thing)).toThrow();
    }
  });
});

describe('release()', () => {
  test('takes back what its caller took last', async () => {
    const lock = new RwLock();
    const task = spawn(function* () {
      yield* lock.read.acquire();
      yield* lock.read.acquire();
      lock.read.release();
      expect(lock.readers).toBe(1);
      lock.read.release();
      yield* lock.write.acquire();
      lock.write.release();
    });
    await task;
    expect(standing(lock)).toEqual(free);
  });

  test.each(['read', 'write'] as const)(
    'of the %s side of a free lock is refused, and changes nothing',
    (side) => {
      const lock = new RwLock({ name: 'x' });
      expect(() => lock[side].release()).toThrow(NotOwnerError);
      expect(() => lock[side].release()).toThrow(
        `cannot release rw lock "x" (${side}): nobody is in`,
      );
      expect(standing(lock)).toEqual(free);
    },
  );

  test('by somebody who is not in is refused', async () => {
    const lock = new RwLock({ name: 'x' });
    const gate = sleep(Infinity);
    const reader = spawn(function* visitor() {
      using _ = yield* lock.read.acquire();
      yield* gate;
    });
    await othersRan();
    expect(() => lock.read.release()).toThrow(NotOwnerError);
    expect(() => lock.write.release()).toThrow('visitor (main) reads');
    expect(lock.readers).toBe(1);
    reader.cancel();
    await reader.catch(() => {});
    expect(standing(lock)).toEqual(free);
  });
});

describe('a wait with a limit', () => {
  test.each([[{ timeout: -1 }], [{ timeout: NaN }], [{ timeout: '5' }], [5], [null]])(
    'of %o is refused, and the lock is as it was',
    (options) => {
      const lock = new RwLock({ name: 'x' });
      for (const side of [lock.read, lock.write]) {
        expect(() => side.acquire(options as never)).toThrow(InvalidArgumentError);
        expect(() => side.acquireSync(options as never)).toThrow(InvalidArgumentError);
      }
      expect(standing(lock)).toEqual(free);
    },
  );

  test('ends in time, and says who is in', async () => {
    const lock = new RwLock({ name: 'x' });
    const gate = new Gate();
    const readers = [1, 2, 3, 4, 5].map((number) =>
      spawn({
        name: `r${number}`,
        *target() {
          using _ = yield* lock.read.acquire();
          yield* gate.pass();
        },
      }),
    );
    await othersRan();
    await expect(lock.write.acquire({ timeout: 1 })).rejects.toThrow(
      'write.acquire of rw lock "x" timed out after 1 ms: r1 (main), r2 (main), r3 (main) and 2 more read',
    );
    await expect(lock.write.acquire({ timeout: 0 })).rejects.toThrow(TimeoutError);
    for (let ticket = 0; ticket < readers.length; ticket++) gate.admit(ticket);
    await Promise.all(readers);
    const twice = [lock.read.tryAcquire()!, lock.read.tryAcquire()!];
    expect(() => lock.write.acquireSync({ timeout: 0 })).toThrow(/: main read$/);
    for (const guard of twice) guard.release();
    const writing = spawn({
      name: 'w',
      *target() {
        using _ = yield* lock.write.acquire();
        yield* gate.pass();
      },
    });
    await othersRan();
    await expect(lock.read.acquire({ timeout: 0 })).rejects.toThrow(
      'read.acquire of rw lock "x" timed out after 0 ms: w (main) writes and waits for the gate',
    );
    expect(() => lock.read.acquireSync({ timeout: 0 })).toThrow(
      'read.acquireSync of rw lock "x" timed out after 0 ms: w (main) writes',
    );
    gate.admit(0);
    await writing;
    expect(standing(lock)).toEqual(free);
  });

  test('each side can be one of several things to wait for', async () => {
    const lock = new RwLock();
    const writing = await lock.write.acquire();
    const first = await select({ lock: lock.read, late: after(1) });
    expect(first.key).toBe('late');
    writing.release();
    const second = await select({ lock: lock.write, late: after(1000) });
    expect(second.key).toBe('lock');
    expect(lock.writing).toBe(true);
  });
});

test('run holds a side while its body runs, of every kind', async () => {
  const lock = new RwLock();
  const seen: Standing[] = [];
  await lock.read.run(() => void seen.push(standing(lock)));
  await lock.write.run(async () => {
    await Promise.resolve();
    seen.push(standing(lock));
  });
  await spawn(function* () {
    yield* lock.read.run(function* (): Coroutine<void> {
      yield* sleep(0);
      seen.push(standing(lock));
    });
  });
  const reading = { readers: 1, writing: false, locked: true };
  expect(seen).toEqual([reading, { readers: 0, writing: true, locked: true }, reading]);
  await expect(
    lock.write.run(() => {
      throw new Error('in the body');
    }),
  ).rejects.toThrow('in the body');
  expect(standing(lock)).toEqual(free);
});

describe('a deadlock is named', () => {
  test('of a reader who asks to write', async () => {
    const lock = new RwLock({ name: 'x' });
    const task = spawn(function* upgrade() {
      using _ = yield* lock.read.acquire();
      yield* lock.write.acquire();
    });
    await expect(task).rejects.toThrow(DeadlockError);
    await expect(task).rejects.toThrow(
      'upgrade (main) holds rw lock "x" (reading) and waits for rw lock "x" (write)',
    );
    expect(standing(lock)).toEqual(free);
  });

  test('of a reader who reads once more behind a writer', async () => {
    const lock = new RwLock({ name: 'x' });
    const reader = spawn(function* reader() {
      using _ = yield* lock.read.acquire();
      yield* sleep(0);
      yield* lock.read.acquire();
    });
    const writer = spawn(function* writer() {
      using _ = yield* lock.write.acquire();
    });
    await expect(reader).rejects.toThrow(
      'reader (main) holds rw lock "x" (reading) and waits for rw lock "x" (read); ' +
        'writer (main) holds the next turn of rw lock "x" and waits for rw lock "x" (write)',
    );
    await writer;
    expect(standing(lock)).toEqual(free);
  });

  test('of one of several readers who waits for what a writer holds', async () => {
    const lock = new RwLock({ name: 'x' });
    const other = new Lock({ name: 'other' });
    const reading = function* (): Coroutine<void> {
      using _ = yield* lock.read.acquire();
      yield* sleep(0);
      yield* sleep(0);
    };
    const results = await Promise.allSettled([
      spawn(reading),
      spawn(function* reader() {
        using _ = yield* lock.read.acquire();
        yield* sleep(0);
        (yield* other.acquire()).release();
      }),
      spawn(reading),
      spawn(function* writer() {
        using _ = yield* other.acquire();
        using __ = yield* lock.write.acquire();
      }),
    ]);
    const refused = results.filter(
      ({ status }) => status === 'rejected',
    ) as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => String(reason))).toEqual([
      'DeadlockError: reader (main) holds rw lock "x" (reading) and waits for "other"; ' +
        'writer (main) holds "other" and waits for rw lock "x" (write)',
    ]);
    expect(standing(lock)).toEqual(free);
  });

  test('of two writers that take two locks in opposite order', async () => {
    const [a, b] = [new RwLock({ name: 'a' }), new RwLock({ name: 'b' })];
    const both = function* (first: RwLock, second: RwLock): Coroutine<void> {
      using _ = yield* first.write.acquire();
      yield* sleep(0);
      using __ = yield* second.write.acquire();
    };
    const results = await Promise.allSettled([spawn(both, a, b), spawn(both, b, a)]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect([standing(a), standing(b)]).toEqual([free, free]);
  });

  test('that closes when it is granted to one who waits elsewhere by then', async () => {
    const lock = new RwLock({ name: 'x' });
    const other = new Lock({ name: 'other' });
    const guard = await lock.write.acquire();
    const holder = spawn(function* holder() {
      using _ = yield* other.acquire();
      yield* sleep(0);
      yield* lock.write.acquire();
    });
    const early = spawn(function* early() {
      const begun = lock.read.acquire();
      yield* sleep(0);
      try {
        yield* other.acquire();
      } finally {
        (yield* begun).release();
      }
    });
    await othersRan();
    await othersRan();
    guard.release();
    const results = await Promise.allSettled([holder, early]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });

  test('of a thread that blocks for what it has itself', () => {
    const lock = new RwLock({ name: 'x' });
    const reading = lock.read.acquireSync();
    expect(() => lock.write.acquireSync()).toThrow(
      'main holds rw lock "x" (reading) and waits for rw lock "x" (write)',
    );
    reading.release();
    lock.write.acquireSync();
    expect(() => lock.read.acquireSync()).toThrow(
      'main holds rw lock "x" (writing) and waits for rw lock "x" (read)',
    );
  });

  test('of a thread that blocks for what a task of it has', async () => {
    const lock = new RwLock({ name: 'x' });
    const reader = spawn(function* reader() {
      using _ = yield* lock.read.acquire();
      yield* sleep(0);
      yield* sleep(0);
    });
    await spawn(() => {
      expect(() => lock.write.acquireSync()).toThrow(
        'main holds the turn of its thread and waits for rw lock "x" (write); ' +
          'reader (main) holds rw lock "x" (reading) and waits for the turn of its thread ' +
          '(a blocking call stops every task of its thread: await instead)',
      );
    });
    await reader;
    lock.write.acquireSync().release();
  });
});

describe('no false alarm', () => {
  test('from one who reads twice while nobody waits to write', async () => {
    const lock = new RwLock();
    await spawn(function* () {
      using _ = yield* lock.read.acquire();
      using __ = yield* lock.read.acquire();
    });
    expect(standing(lock)).toEqual(free);
  });

  test('from one who reads once more behind a writer that will give up', async () => {
    const lock = new RwLock();
    const reader = spawn(function* () {
      using _ = yield* lock.read.acquire();
      yield* sleep(0);
      using __ = yield* lock.read.acquire();
      return 'twice';
    });
    const writer = spawn(function* () {
      yield* lock.write.acquire({ timeout: 5 });
    });
    await expect(writer).rejects.toThrow(TimeoutError);
    expect(await reader).toBe('twice');
    expect(standing(lock)).toEqual(free);
  });

  test('from one who reads once more behind a wait to write that was begun, and may be left', async () => {
    const lock = new RwLock();
    const reader = spawn(function* () {
      using _ = yield* lock.read.acquire();
      yield* sleep(0);
      using __ = yield* lock.read.acquire();
      return 'twice';
    });
    const gate = new Gate();
    const writer = spawn(function* () {
      lock.write.acquire();
      yield* gate.pass();
    });
    for (let turns = 0; turns < 3; turns++) await othersRan();
    expect(reader.state).toBe('waiting');
    gate.admit(0);
    await writer;
    expect(await reader).toBe('twice');
    expect(standing(lock)).toEqual(free);
  });

  test('from flows that the runtime cannot tell apart', async () => {
    const lock = new RwLock();
    const reading = await lock.read.acquire();
    const writing = lock.write.acquire();
    const again = lock.read.acquire();
    reading.release();
    (await writing).release();
    (await again).release();
    expect(standing(lock)).toEqual(free);
  });
});
