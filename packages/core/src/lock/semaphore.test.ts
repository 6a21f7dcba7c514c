import { describe, expect, expectTypeOf, test } from 'vitest';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  InvalidArgumentError,
  OverReleaseError,
  SpentGuardError,
  TimeoutError,
} from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { Event } from './event.ts';
import { Guard } from './guard.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';

inVirtualTime();

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

/** Takes permits, notes the name, and keeps them. */
function* taking(
  semaphore: Semaphore,
  permits: number,
  name: string,
  log: string[],
): Coroutine<Guard> {
  const guard = yield* semaphore.acquire({ permits });
  log.push(name);
  return guard;
}

describe.each([Semaphore, BoundedSemaphore])('%o', (Type) => {
  test('33: has one permit by default', () => {
    const semaphore = new Type();
    expect([semaphore.permits, semaphore.available, semaphore.locked]).toEqual([1, 1, false]);
  });

  test.each([[-1], [1.5], [NaN], [Infinity], [2 ** 31], ['2'], [null], [{}]])(
    '33: cannot be made with %o permits',
    (permits) => {
      expect(() => new Type(permits as never)).toThrow(InvalidArgumentError);
      expect(() => new Type(permits as never)).toThrow(
        new RegExp(`^new ${Type.name}: permits must be a whole number from 0 to 2147483647, got `),
      );
    },
  );

  test.each([[null], [5], ['name'], [{ name: 5 }]])('cannot be made with options %o', (options) => {
    expect(() => new Type(1, options as never)).toThrow(InvalidArgumentError);
    expect(() => new Type(1, options as never)).toThrow(new RegExp(`^new ${Type.name}: .* got `));
  });

  test('34: acquire takes a permit at once, without a promise, as long as there is one; then it waits', async () => {
    const semaphore = new Type(2);
    const [first, second, third] = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire()];
    expect([first, second, third].map((one) => one._settled)).toEqual([true, true, false]);
    expect(first._promise).toBe(undefined);
    expect([semaphore.available, semaphore.locked]).toEqual([0, true]);
    (await first).release();
    expect(third._settled).toBe(true);
    expect(await third).toBeInstanceOf(Guard);
    (await second).release();
    (await third).release();
    expect([semaphore.available, semaphore.locked]).toEqual([2, false]);
  });

  test('34: as many as there are permits are in at a time', async () => {
    const semaphore = new Type(3);
    let inside = 0;
    let most = 0;
    const tasks = Array.from({ length: 20 }, () =>
      spawn(function* () {
        using _ = yield* semaphore.acquire();
        most = Math.max(most, ++inside);
        yield* sleep(0);
        inside--;
      }),
    );
    await Promise.all(tasks);
    expect([most, semaphore.available]).toEqual([3, 3]);
  });

  test('36: tryAcquire takes permits if there are enough, and gives undefined if not', () => {
    const semaphore = new Type(3);
    const guard = semaphore.tryAcquire({ permits: 2 })!;
    expect(guard).toBeInstanceOf(Guard);
    expect(semaphore.tryAcquire({ permits: 2 })).toBe(undefined);
    expect(semaphore.available).toBe(1);
    expect(semaphore.tryAcquire()).toBeInstanceOf(Guard);
    expect(semaphore.tryAcquire()).toBe(undefined);
    guard.release();
    expect(semaphore.available).toBe(2);
  });

  test('38: tryAcquire takes no timeout', () => {
    const semaphore = new Type();
    // @ts-expect-error it does not wait
    expect(() => semaphore.tryAcquire({ permits: 1, timeout: 5 })).not.toThrow();
  });

  test('37: acquire with a timeout throws TimeoutError when it is over, and says how many are free', async () => {
    const semaphore = new Type(2, { name: 'connections' });
    semaphore.tryAcquire();
    const wait = semaphore.acquire({ permits: 2, timeout: 1 });
    await expect(wait).rejects.toThrow(TimeoutError);
    await expect(wait).rejects.toThrow(
      'acquire of semaphore "connections" timed out after 1 ms: 1 of its 2 permits are free'.replace(
        'semaphore',
        Type === Semaphore ? 'semaphore' : 'bounded semaphore',
      ),
    );
    await expect(semaphore.acquire({ permits: 2, timeout: 0 })).rejects.toThrow(TimeoutError);
    expect(semaphore.available).toBe(1);
    expect(await semaphore.acquire({ timeout: 0 })).toBeInstanceOf(Guard);
  });

  test.each([
    [{ timeout: -1 }],
    [{ timeout: NaN }],
    [{ timeout: '5' }],
    [{ signal: {} }],
    [{ permits: 0 }],
    [{ permits: -1 }],
    [{ permits: 1.5 }],
    [{ permits: NaN }],
    [{ permits: '1' }],
    [{ permits: null }],
    [{ permits: 2 ** 31 }],
    [5],
    [null],
  ])('acquire with %o is refused at the call, and the semaphore is as it was', (options) => {
    const semaphore = new Type(2, { name: 'connections' });
    expect(() => semaphore.acquire(options as never)).toThrow(InvalidArgumentError);
    expect(() => semaphore.acquire(options as never)).toThrow(
      /^acquire of (bounded )?semaphore "connections".* got /,
    );
    expect(semaphore.available).toBe(2);
  });

  test.each([
    [{ permits: 0 }],
    [{ permits: 1.5 }],
    [{ permits: '1' }],
    [{ permits: 2 ** 31 }],
    [5],
    [null],
  ])('tryAcquire with %o is refused, and the semaphore is as it was', (options) => {
    const semaphore = new Type(2);
    expect(() => semaphore.tryAcquire(options as never)).toThrow(InvalidArgumentError);
    expect(semaphore.available).toBe(2);
  });

  test('acquire with an aborted signal throws its reason and takes nothing', async () => {
    const semaphore = new Type();
    await expect(semaphore.acquire({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(semaphore.available).toBe(1);
  });

  test.each([[0], [-1], [1.5], [NaN], ['1'], [null]])(
    '35: release of %o permits is refused, and the semaphore is as it was',
    (permits) => {
      const semaphore = new Type(2);
      semaphore.tryAcquire();
      expect(() => semaphore.release(permits as never)).toThrow(InvalidArgumentError);
      expect(() => semaphore.release(permits as never)).toThrow(
        /^release of .*: permits must be a whole number from 1 up, got /,
      );
      expect(semaphore.available).toBe(1);
    },
  );

  test('35: release gives as many permits back as it is told, and lets as many in', async () => {
    const semaphore = new Type(3);
    const log: string[] = [];
    semaphore.tryAcquire({ permits: 3 });
    for (const name of ['a', 'b', 'c']) spawn(taking, semaphore, 1, name, log);
    await turn();
    semaphore.release(2);
    await turn();
    expect([log, semaphore.available]).toEqual([['a', 'b'], 0]);
    semaphore.release();
    await turn();
    expect(log).toEqual(['a', 'b', 'c']);
  });

  test('41: `using` gives the permit back at the end of the block, also after a throw', async () => {
    const semaphore = new Type();
    const work = async (): Promise<void> => {
      using _ = await semaphore.acquire();
      expect(semaphore.available).toBe(0);
      throw new Error('in the block');
    };
    await expect(work()).rejects.toThrow('in the block');
    expect(semaphore.available).toBe(1);
  });

  test('a spent guard throws at release, does nothing at disposal, and gives back what it stood for', async () => {
    const semaphore = new Type(3, { name: 'connections' });
    const guard = await semaphore.acquire({ permits: 2 });
    const other = await semaphore.acquire();
    guard.release();
    expect(semaphore.available).toBe(2);
    expect(() => guard.release()).toThrow(SpentGuardError);
    expect(() => guard.release()).toThrow(
      /^cannot release (bounded )?semaphore "connections": this guard is spent/,
    );
    expect(guard[Symbol.dispose]()).toBe(undefined);
    expect(semaphore.available).toBe(2);
    other.release();
    expect(semaphore.available).toBe(3);
  });

  test('its guard cannot be copied, nor can it itself: structured clone and JSON refuse', () => {
    const semaphore = new Type();
    for (const stays of [semaphore, semaphore.tryAcquire()!]) {
      expect(() => structuredClone(stays)).toThrow(
        expect.objectContaining({ name: 'DataCloneError' }),
      );
      expect(() => structuredClone({ deep: [stays] })).toThrow();
      expect(() => JSON.stringify({ stays })).toThrow();
    }
    expect(() => JSON.stringify(semaphore)).toThrow(/toHandle/);
  });

  test('may not block a thread that cannot, even if a permit is free', () => {
    const semaphore = new Type();
    expect(() => semaphore.acquireSync()).toThrow(BlockingNotAllowedError);
    expect(semaphore.available).toBe(1);
  });

  test('is called by its name, or by a number of its own', () => {
    const [one, other] = [new Type(), new Type()];
    const title = Type === Semaphore ? 'semaphore' : 'bounded semaphore';
    expect(new Type(1, { name: 'a "b"' }).describe()).toBe(String.raw`${title} "a \"b\""`);
    expect(one.describe()).toMatch(new RegExp(`^${title}#\\d+$`));
    expect(other.describe()).not.toBe(one.describe());
  });
});

describe('the number of permits', () => {
  test('39: of a semaphore may be raised above what it had in the beginning, from 0 on', async () => {
    const semaphore = new Semaphore(0);
    expect(semaphore.locked).toBe(true);
    const wait = semaphore.acquire({ permits: 3 });
    semaphore.release(4);
    expect(await wait).toBeInstanceOf(Guard);
    expect([semaphore.available, semaphore.permits]).toEqual([1, 0]);
  });

  test('39: of a semaphore is never more than a number of 32 bits, and is as it was if it were', () => {
    const semaphore = new Semaphore(2 ** 31 - 2);
    expect(() => semaphore.release(2)).toThrow(OverReleaseError);
    expect(semaphore.available).toBe(2 ** 31 - 2);
    semaphore.release();
    expect(semaphore.available).toBe(2 ** 31 - 1);
    expect(() => semaphore.release()).toThrow(OverReleaseError);
  });

  test('40: of a bounded semaphore is never more than in the beginning, and is as it was if it were', () => {
    const semaphore = new BoundedSemaphore(2, { name: 'connections' });
    expect(() => semaphore.release()).toThrow(OverReleaseError);
    semaphore.tryAcquire();
    expect(() => semaphore.release(2)).toThrow(
      'release of bounded semaphore "connections": 2 more than its 1 would be above 2',
    );
    expect(semaphore.available).toBe(1);
    semaphore.release();
    expect(semaphore.available).toBe(2);
  });

  test('40: a guard of a bounded semaphore is told that somebody else gave its permit back', () => {
    const semaphore = new BoundedSemaphore();
    const guard = semaphore.tryAcquire()!;
    semaphore.release();
    expect(() => guard.release()).toThrow(OverReleaseError);
    expect(semaphore.available).toBe(1);
  });

  test('of a bounded semaphore is the most that can be asked for', () => {
    const semaphore = new BoundedSemaphore(2);
    expect(() => semaphore.acquire({ permits: 3 })).toThrow(InvalidArgumentError);
    expect(() => semaphore.acquire({ permits: 3 })).toThrow(
      /permits must be a whole number from 1 to 2, got 3$/,
    );
    expect(semaphore.available).toBe(2);
  });

  test('none at all: whoever asks waits, whatever the options', async () => {
    const semaphore = new BoundedSemaphore(0);
    expect(semaphore.tryAcquire()).toBe(undefined);
    expect(semaphore.tryAcquire({})).toBe(undefined);
    await expect(semaphore.acquire({ timeout: 0 })).rejects.toThrow(TimeoutError);
  });

  test('given back without the guards leaves nothing behind, and the semaphore can be closed', () => {
    const semaphore = new Semaphore(2);
    semaphore.tryAcquire();
    semaphore.tryAcquire();
    expect(semaphore._busy).toBe('permits of it are taken');
    semaphore.release(2);
    expect(semaphore._busy).toBe(undefined);
  });
});

describe('227: first come, first served', () => {
  test('also against those who come as a permit is released', async () => {
    const semaphore = new Semaphore();
    const log: string[] = [];
    const guard = await semaphore.acquire();
    const waiting = [spawn(taking, semaphore, 1, 'first', log)];
    await turn();
    guard.release();
    expect(semaphore.tryAcquire()).toBe(undefined);
    waiting.push(spawn(taking, semaphore, 1, 'late', log));
    await turn();
    semaphore.release();
    await Promise.all(waiting);
    expect(log).toEqual(['first', 'late']);
  });

  test('those who await and those who yield* alike', async () => {
    const semaphore = new Semaphore(0);
    const log: string[] = [];
    const all: PromiseLike<unknown>[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      if (name < 'c') all.push(spawn(taking, semaphore, 1, name, log));
      else all.push(semaphore.acquire().then(() => log.push(name)));
      await turn();
    }
    // One at a time: of two that may go on, the loop may let the first give way to the host.
    for (const one of all) {
      semaphore.release();
      await one;
    }
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  test('who asks for many is not passed by who asks for few', async () => {
    const semaphore = new Semaphore(1);
    const log: string[] = [];
    const many = spawn(taking, semaphore, 2, 'many', log);
    const few = spawn(taking, semaphore, 1, 'few', log);
    await turn();
    expect(semaphore.tryAcquire()).toBe(undefined);
    expect([log, semaphore.available]).toEqual([[], 1]);
    semaphore.release();
    await many;
    expect([log, semaphore.available]).toEqual([['many'], 0]);
    semaphore.release();
    await few;
    expect(log).toEqual(['many', 'few']);
  });

  test.each([
    ['a timeout', { timeout: 1 }],
    ['an abort', {}],
  ])('who gives up at the head of the line, by %s, lets the next ones go', async (_, limit) => {
    const semaphore = new Semaphore(2);
    const log: string[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    const many = Promise.allSettled([semaphore.acquire({ permits: 3, signal, ...limit })]);
    const others = ['b', 'c'].map((name) => spawn(taking, semaphore, 1, name, log));
    await turn();
    expect(log).toEqual([]);
    if (!('timeout' in limit)) controller.abort('gone');
    expect((await many)[0].status).toBe('rejected');
    await Promise.all(others);
    expect([log, semaphore.available]).toEqual([['b', 'c'], 0]);
  });

  test('who is cancelled at the head of the line lets the next ones go', async () => {
    const semaphore = new Semaphore(1);
    const log: string[] = [];
    const many = spawn(taking, semaphore, 2, 'many', log);
    const few = spawn(taking, semaphore, 1, 'few', log);
    await turn();
    many.cancel();
    await expect(many).rejects.toThrow(CancelledError);
    await few;
    expect(log).toEqual(['few']);
  });

  test('a line of 20,000, from which every other one leaves', async () => {
    const semaphore = new Semaphore(0);
    const order: number[] = [];
    const staying: PromiseLike<unknown>[] = [];
    const count = 10_000;
    for (let i = 0; i < count; i++) {
      staying.push(semaphore.acquire().then(() => order.push(i)));
      const leaving = semaphore.acquire();
      leaving.catch(() => {});
      leaving._giveUp('left');
    }
    semaphore.release(count);
    await Promise.all(staying);
    expect([order, semaphore.available]).toEqual([[...Array(count).keys()], 0]);
  });
});

describe('nothing is lost', () => {
  test('by one who is cancelled after the grant: it is told at its next wait, and its guard releases', async () => {
    const semaphore = new Semaphore(0);
    const task = spawn(function* () {
      using _ = yield* semaphore.acquire();
      yield* sleep(0);
    });
    await turn();
    semaphore.release();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(semaphore.available).toBe(1);
  });

  test('by an acquire that a coroutine leaves behind', async () => {
    const semaphore = new Semaphore(0);
    await spawn(function* () {
      void semaphore.acquire();
      yield* sleep(0);
    });
    semaphore.release();
    expect(semaphore.available).toBe(1);
  });

  test('by a time limit around it', async () => {
    const semaphore = new Semaphore(0);
    const task = spawn(function* () {
      yield* withTimeout(1, () => semaphore.acquire());
    });
    await expect(task).rejects.toThrow(TimeoutError);
    semaphore.release();
    expect(semaphore.available).toBe(1);
  });
});

describe('in a select', () => {
  test('a semaphore stands for its acquire of one permit: only the one chosen is taken from', async () => {
    const [a, b] = [new Semaphore(0), new Semaphore(0)];
    const chosen = select({ a, b });
    b.release();
    const { key, value } = await chosen;
    expect([key, b.available]).toEqual(['b', 0]);
    value.release();
    a.release();
    expect([a.available, b.available, a._waiting, b._waiting]).toEqual([1, 1, 0, 0]);
  });

  test('with an event, whichever comes first', async () => {
    const semaphore = new Semaphore(0);
    const event = new Event();
    const chosen = select({ semaphore, event });
    event.set();
    expect((await chosen).key).toBe('event');
    semaphore.release();
    expect(semaphore.available).toBe(1);
    event.clear();
    expect((await select({ semaphore, event })).key).toBe('semaphore');
    expect(semaphore.available).toBe(0);
  });
});

describe('run', () => {
  test('of a plain function, an async one and a generator function holds a permit meanwhile', async () => {
    const semaphore = new Semaphore();
    expect(await semaphore.run(() => semaphore.available)).toBe(0);
    const result = semaphore.run(async () => {
      await sleep(0);
      return semaphore.available;
    });
    expect(await result).toBe(0);
    const task = spawn(() =>
      semaphore.run(function* () {
        yield* sleep(0);
        return semaphore.available;
      }),
    );
    expect(await task).toBe(0);
    expect(semaphore.available).toBe(1);
  });

  test('gives the permit back when the function throws, or is cancelled', async () => {
    const semaphore = new Semaphore();
    const error = new Error('no');
    const fail = (): never => {
      throw error;
    };
    await expect(semaphore.run(fail)).rejects.toBe(error);
    await expect(semaphore.run(async () => fail())).rejects.toBe(error);
    const task = spawn(() =>
      semaphore.run(function* () {
        yield* sleep(Infinity);
      }),
    );
    await turn();
    expect(semaphore.available).toBe(0);
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(semaphore.available).toBe(1);
  });

  test.each([[undefined], [null], [5], [{}]])('of %o is refused at the call', (body) => {
    const semaphore = new Semaphore();
    expect(() => semaphore.run(body as never)).toThrow(InvalidArgumentError);
    expect(semaphore.available).toBe(1);
  });

  test('types: the result is inferred, and a forgotten await in `using` does not compile', () => {
    const semaphore = new Semaphore();
    expectTypeOf(semaphore.run(() => 5)).toEqualTypeOf<Promise<number>>();
    const coroutine = semaphore.run(function* () {
      yield* sleep(0);
      return true;
    });
    expectTypeOf(coroutine).toEqualTypeOf<Coroutine<boolean>>();
    const forgotten = (): void => {
      // @ts-expect-error an operation cannot be disposed of
      using guard = semaphore.acquire();
      void guard;
    };
    expect(forgotten).toThrow(TypeError);
  });
});
