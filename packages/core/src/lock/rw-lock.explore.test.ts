import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError, DeadlockError, TimeoutError } from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { RwLock } from './rw-lock.ts';

type Kind = 'read' | 'write';

/** A room that many may look into, or one may change. */
class Room {
  readonly lock: RwLock = new RwLock({ name: 'room' });
  /** Who asked, and who was let in, in order. */
  readonly asked: string[] = [];
  readonly entered: string[] = [];
  /** The most who read at the same time. */
  most = 0;
  #readers = 0;
  #writer: string | undefined = undefined;

  *stay(kind: Kind, name: string): Coroutine<void> {
    this.entered.push(name);
    if (this.#writer !== undefined) throw new Error(`${name} meets ${this.#writer}`);
    if (kind === 'write' && this.#readers > 0) throw new Error(`${name} meets a reader`);
    if (kind === 'write') this.#writer = name;
    else this.most = Math.max(this.most, ++this.#readers);
    try {
      yield* yieldNow();
    } finally {
      if (kind === 'write') this.#writer = undefined;
      else this.#readers--;
    }
  }

  *visit(kind: Kind, name: string): Coroutine<void> {
    this.asked.push(name);
    const guard = yield* this.lock[kind].acquire();
    try {
      yield* this.stay(kind, name);
    } finally {
      guard.release();
    }
  }

  /** All is over: nobody is in, nobody stands in line, and who asked before a writer or after it came in so. */
  check(cameInVain: readonly string[] = []): void {
    const { lock } = this;
    if (lock.locked || lock._waits.length > 0) throw new Error('somebody is still there');
    for (const writer of this.entered.filter((name) => name.startsWith('w'))) {
      const [asked, entered] = [this.asked, this.entered].map((names) =>
        names
          .slice(0, names.indexOf(writer))
          .filter((name) => !cameInVain.includes(name))
          .toSorted()
          .join(),
      );
      if (asked !== entered)
        throw new Error(`before ${writer}: ${asked} asked, ${entered} came in`);
    }
  }
}

const visitors: readonly (readonly [Kind, string])[] = [
  ['read', 'r1'],
  ['write', 'w'],
  ['read', 'r2'],
];

function visit(room: Room): Task<void>[] {
  return visitors.map(([kind, name]) => spawn(() => room.visit(kind, name)));
}

describe('an rw lock, in every order of steps', () => {
  test('lets readers in together and writers alone, as they asked', async () => {
    const most = new Set<number>();
    const result = await explore(function* () {
      const room = new Room();
      yield* joinAll(visit(room), { raiseError: true });
      room.check();
      most.add(room.most);
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(20);
    expect(most).toEqual(new Set([1, 2]));
  });

  test.each([0, 1, 2])(
    'a visitor (%i) who is cancelled at any step takes nothing along',
    async (victim) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const room = new Room();
        const tasks = visit(room);
        const canceller = spawn(() => tasks[victim]!.cancel());
        yield* joinAll([canceller, ...tasks]);
        for (const [index, task] of tasks.entries()) if (index !== victim) yield* task;
        const name = visitors[victim]![1];
        room.check([name]);
        ends.add(
          `${tasks[victim]!.state}, asked: ${room.asked.includes(name)}, in: ${room.entered.includes(name)}`,
        );
      });
      expect(result).toMatchObject({ complete: true });
      expect(ends).toEqual(
        new Set([
          'cancelled, asked: false, in: false',
          'cancelled, asked: true, in: false',
          'cancelled, asked: true, in: true',
          'done, asked: true, in: true',
        ]),
      );
    },
  );

  test('a writer whose time is over lets the readers in that stand behind it', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const room = new Room();
      const late = spawn(function* () {
        try {
          yield* withTimeout(5, () => room.visit('write', 'late'));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          return 'late';
        }
        return 'in time';
      });
      const holder = spawn(function* () {
        using _ = yield* room.lock.read.acquire();
        yield* sleep(5);
      });
      const last = spawn(() => room.visit('read', 'last'));
      yield* joinAll([holder, last, late]);
      yield* last;
      outcomes.add(yield* late);
      room.check(['late', 'last']);
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['late', 'in time']));
  });

  test('a select over both sides takes one, and leaves no place in the line', async () => {
    const chosen = new Set<string>();
    const result = await explore(function* () {
      const room = new Room();
      const chooser = spawn(function* () {
        const { key, value } = yield* select({ write: room.lock.write, read: room.lock.read });
        chosen.add(key);
        using _ = value;
        yield* yieldNow();
      });
      const tasks = [spawn(() => room.visit('read', 'r')), spawn(() => room.visit('write', 'w'))];
      const canceller = spawn(() => chooser.cancel());
      yield* joinAll([chooser, canceller, ...tasks]);
      for (const task of tasks) yield* task;
      room.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(chosen).toEqual(new Set(['read', 'write']));
  });

  test('one who wrote goes on to read, and nobody writes in between', async () => {
    const result = await explore(function* () {
      const room = new Room();
      let version = 0;
      const author = spawn(function* () {
        const writing = yield* room.lock.write.acquire();
        const mine = ++version;
        yield* yieldNow();
        using _ = writing.downgrade();
        yield* yieldNow();
        if (version !== mine) throw new Error('somebody wrote in between');
      });
      const other = spawn(function* () {
        using _ = yield* room.lock.write.acquire();
        version++;
        yield* yieldNow();
      });
      yield* joinAll([author, other, spawn(() => room.visit('read', 'r'))], { raiseError: true });
      room.check();
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('of two readers who both ask to write, one is told of the cycle, and the other writes', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const lock = new RwLock();
      const upgrade = function* (): Coroutine<string> {
        const reading = yield* lock.read.acquire();
        yield* yieldNow();
        try {
          yield* lock.write.acquire();
          return 'wrote';
        } catch (error) {
          if (!(error instanceof DeadlockError)) throw error;
          return 'told';
        } finally {
          reading.release();
        }
      };
      const [left, right] = [spawn(upgrade), spawn(upgrade)];
      ends.add([yield* left, yield* right].toSorted().join());
      if (lock.locked) throw new Error('the lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['told,told']));
  });

  test('one who reads twice is told of the writer that came in between, or reads twice', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const lock = new RwLock();
      const reader = spawn(function* (): Coroutine<string> {
        using _ = yield* lock.read.acquire();
        yield* yieldNow();
        try {
          using __ = yield* lock.read.acquire();
          yield* yieldNow();
          return 'twice';
        } catch (error) {
          if (!(error instanceof DeadlockError)) throw error;
          return 'told';
        }
      });
      const writer = spawn(function* (): Coroutine<string> {
        try {
          using _ = yield* lock.write.acquire();
          yield* yieldNow();
          return 'wrote';
        } catch (error) {
          if (!(error instanceof DeadlockError)) throw error;
          return 'told';
        }
      });
      ends.add([yield* reader, yield* writer].join());
      if (lock.locked) throw new Error('the lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['twice,wrote', 'told,wrote']));
  });

  test('async functions, one of them cancelled at any step', async () => {
    const result = await explore(async () => {
      const room = new RwLock();
      let [readers, writers] = [0, 0];
      const reader = async (): Promise<void> => {
        using _ = await room.read.acquire();
        readers++;
        if (writers > 0) throw new Error('a reader beside a writer');
        await yieldNow();
        readers--;
      };
      const writer = async (): Promise<void> => {
        using _ = await room.write.acquire();
        writers++;
        if (readers > 0 || writers > 1) throw new Error('a writer beside another');
        await yieldNow();
        writers--;
      };
      const tasks = [spawn(writer), spawn(reader)];
      const canceller = spawn(() => tasks[0]!.cancel());
      await joinAll([canceller, ...tasks]);
      await tasks[1];
      await tasks[0]!.catch((error: unknown) => {
        if (!(error instanceof CancelledError)) throw error;
      });
      if (room.locked) throw new Error('the lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
  });
});
