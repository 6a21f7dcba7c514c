import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { select } from '../coroutine/select.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { InvalidArgumentError, InvalidStateError, TimeoutError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { explore, replay } from './explore.ts';
import { stepping } from './programs.fixture.ts';

/** Every order of the steps of tasks, as words: `aabb`, `abab`, … */
function orders(left: readonly number[], word = ''): string[] {
  if (left.every((steps) => steps === 0)) return [word];
  return left.flatMap((steps, task) =>
    steps === 0 ? [] : orders(left.with(task, steps - 1), word + String.fromCharCode(97 + task)),
  );
}

/** How often one goes on in it although the one before had not ended. */
function preemptions(word: string): number {
  return [...word].filter(
    (task, at) => at > 0 && task !== word[at - 1] && word.slice(at).includes(word[at - 1]!),
  ).length;
}

describe('depth first', () => {
  test.each([
    [1, 3, 1],
    [2, 1, 2],
    [2, 3, 20],
    [3, 2, 90],
    [3, 3, 1680],
    [4, 2, 2520],
  ])('%i tasks of %i steps have %i orders, and each is run once', async (tasks, steps, count) => {
    const seen: string[] = [];
    const { schedules, complete, bound } = await explore(stepping(tasks, steps, seen));
    expect([schedules, complete, bound]).toEqual([count, true, undefined]);
    expect(seen.toSorted()).toEqual(orders(new Array<number>(tasks).fill(steps)));
  });

  test.each([0, 1, 2, 3, 4])(
    'with %i preemptions at most, those orders and no others',
    async (most) => {
      const seen: string[] = [];
      const result = await explore(stepping(3, 3, seen), { preemptions: most });
      expect(seen.toSorted()).toEqual(
        orders([3, 3, 3]).filter((word) => preemptions(word) <= most),
      );
      expect(result).toMatchObject({ complete: false, bound: 'preemptions' });
    },
  );

  test('a bound on preemptions that kept nothing out is not met', async () => {
    const result = await explore(stepping(3, 3), { preemptions: 6 });
    expect(result).toMatchObject({ schedules: 1680, complete: true, bound: undefined });
  });

  test('who comes first goes first in the first schedule, as it would without exploring', async () => {
    const seen: string[] = [];
    await explore(stepping(3, 3, seen), { schedules: 1 });
    expect(seen).toEqual(['abcabcabc']);
  });

  test('each way that select may choose is tried', async () => {
    const chosen: string[] = [];
    const result = await explore(function* () {
      const [a, b] = [new Queue<number>(), new Queue<number>()];
      yield* a.put(1);
      yield* b.put(2);
      const { key } = yield* select({ a, b });
      chosen.push(key);
    });
    expect(result).toMatchObject({ schedules: 2, complete: true });
    expect(chosen.toSorted()).toEqual(['a', 'b']);
  });
});

describe('bounds', () => {
  test('of schedules', async () => {
    const seen: string[] = [];
    const result = await explore(stepping(3, 3, seen), { schedules: 1679 });
    expect(result).toMatchObject({ schedules: 1679, complete: false, bound: 'schedules' });
    expect(seen).toHaveLength(1679);
    expect(await explore(stepping(3, 3), { schedules: 1680 })).toMatchObject({ complete: true });
  });

  test('of time', async () => {
    const start = performance.now();
    const result = await explore(stepping(4, 6), { time: 50, schedules: Infinity });
    expect(result).toMatchObject({ complete: false, bound: 'time' });
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('of steps: a schedule without end is cut off, and its tasks clean up', async () => {
    let [begun, ended] = [0, 0];
    const result = await explore(
      function* () {
        begun++;
        try {
          for (;;) yield* yieldNow();
        } finally {
          ended++;
        }
      },
      { steps: 100 },
    );
    expect(result).toMatchObject({ schedules: 1, complete: false, bound: 'steps', longest: 100 });
    expect([begun, ended]).toEqual([1, 1]);
  });

  test('the host has its turn while schedules are run', async () => {
    // By a clock that goes on with each look at it: so many looks, and so many turns of the host.
    const host = platform() as { now(): number };
    const { now } = host;
    let time = now();
    host.now = () => (time += 1);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await explore(stepping(4, 5), { time: 1000, schedules: Infinity });
    clearInterval(timer);
    host.now = now;
    expect(turns).toBeGreaterThan(3);
  });
});

describe('by chance', () => {
  test.each(['random', 'pct'] as const)('%s: the same seed gives the same orders', async (mode) => {
    const [first, second, other]: string[][] = [[], [], []];
    await explore(stepping(3, 3, first), { mode, seed: 7, schedules: 200 });
    const result = await explore(stepping(3, 3, second), { mode, seed: 7, schedules: 200 });
    await explore(stepping(3, 3, other), { mode, seed: 8, schedules: 200 });
    expect(result).toMatchObject({ schedules: 200, complete: false, bound: 'schedules', seed: 7 });
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(10);
  });

  test('without a seed, the result tells which it was', async () => {
    const [first, second]: string[][] = [[], []];
    const { seed } = await explore(stepping(3, 3, first), { mode: 'random', schedules: 50 });
    await explore(stepping(3, 3, second), { mode: 'random', schedules: 50, seed: seed! });
    expect(second).toEqual(first);
  });

  test('random comes to every order in the end', async () => {
    const seen: string[] = [];
    await explore(stepping(2, 3, seen), { mode: 'random', seed: 1, schedules: 1000 });
    expect(new Set(seen).size).toBe(20);
  });

  test('pct finds what needs one task to be late by many steps, where random hardly does', async () => {
    const program = (found: () => void) =>
      function main(): void {
        let done = false;
        spawn(function* slow() {
          for (let i = 0; i < 40; i++) yield* yieldNow();
          done = true;
        });
        spawn(function* waiting() {
          yield* yieldNow();
          if (done) found();
        });
      };
    const count = async (mode: 'pct' | 'random'): Promise<number> => {
      let found = 0;
      await explore(
        program(() => found++),
        { mode, depth: 2, seed: 3, schedules: 400 },
      );
      return found;
    };
    expect(await count('random')).toBe(0);
    // The bound of the method: at least one of n × k schedules.
    expect(await count('pct')).toBeGreaterThan(400 / (3 * 45));
  });
});

describe('time', () => {
  test('jumps when nobody can go on, from 0 in each schedule', async () => {
    const ends: string[] = [];
    const start = performance.now();
    const result = await explore(function* () {
      let log = '';
      const sleeper = function* (name: string, ms: number) {
        yield* sleep(ms);
        log += name;
      };
      const tasks = [spawn(sleeper, 'late', 3_600_000), spawn(sleeper, 'early', 1000)];
      for (const task of tasks) yield* task;
      ends.push(log);
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(1);
    expect(new Set(ends)).toEqual(new Set(['earlylate']));
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('does not pass while somebody can go on', async () => {
    await explore(function* () {
      const gate = new Queue<number>();
      const waiter = spawn(function* () {
        return yield* gate.get({ timeout: 1 });
      });
      for (let i = 0; i < 3; i++) yield* yieldNow();
      yield* gate.put(1);
      if ((yield* waiter) !== 1) throw new Error('it was too late');
    });
  });

  test('what falls due at one moment goes on in every order', async () => {
    const ends = new Set<string>();
    await explore(function* () {
      let log = '';
      const tasks = ['a', 'b'].map((name) =>
        spawn(function* () {
          yield* sleep(5);
          log += name;
        }),
      );
      for (const task of tasks) yield* task;
      ends.add(log);
    });
    expect(ends).toEqual(new Set(['ab', 'ba']));
  });

  test('time limits come', async () => {
    const result = await explore(function* () {
      const lock = new Lock();
      using _ = yield* lock.acquire();
      const late = spawn(function* () {
        yield* withTimeout(10, function* () {
          yield* lock.acquire();
        });
      });
      try {
        yield* late;
      } catch (error) {
        if (error instanceof TimeoutError) return;
        throw error;
      }
      throw new Error('it got a lock that was held');
    });
    expect(result.complete).toBe(true);
  });
});

describe('what belongs to others', () => {
  test('goes on: tasks that were there before, and timers', async () => {
    const log: string[] = [];
    const outside = spawn(function* () {
      yield* sleep(1);
      log.push('slept');
      yield* yieldNow();
      log.push('went on');
    });
    await explore(stepping(4, 4), { time: 60, schedules: Infinity });
    await outside;
    expect(log).toEqual(['slept', 'went on']);
  });

  test('and is not drawn into a schedule that wakes it', async () => {
    const bell = new Queue<number>();
    const rung: number[] = [];
    const outside = spawn(function* () {
      for (let i = 0; i < 2; i++) rung.push(yield* bell.get());
    });
    await spawn(() => {});
    const result = await explore(function* () {
      yield* bell.put(1);
      yield* yieldNow();
      if (rung.length > 0) throw new Error('it went on within the schedule');
    });
    expect(result).toMatchObject({ schedules: 1, longest: 2 });
    await bell.put(2);
    await outside;
    expect(rung).toEqual([1, 2]);
  });

  test('the clock of the realm is as it was', async () => {
    await explore(function* () {
      yield* sleep(1_000_000);
    });
    const start = performance.now();
    await sleep(5);
    const passed = performance.now() - start;
    expect([passed > 4, passed < 5000]).toEqual([true, true]);
  });
});

describe('refused', () => {
  test.each([[undefined], [null], [5], ['program'], [{}], [stepping(1, 1)()]])(
    'the program %o',
    async (program) => {
      await expect(explore(program as never)).rejects.toThrow(InvalidArgumentError);
      await expect(replay(program as never, 'heddle1:')).rejects.toThrow(InvalidArgumentError);
    },
  );

  test.each([
    [null],
    [5],
    [{ mode: 'all' }],
    [{ mode: null }],
    [{ seed: 1.5 }],
    [{ seed: '1' }],
    [{ schedules: 0 }],
    [{ schedules: -1 }],
    [{ schedules: 1.5 }],
    [{ schedules: NaN }],
    [{ time: 0 }],
    [{ time: -1 }],
    [{ time: NaN }],
    [{ time: '1' }],
    [{ steps: 0 }],
    [{ steps: NaN }],
    [{ preemptions: -1 }],
    [{ preemptions: 0.5 }],
    [{ preemptions: '1' }],
    [{ mode: 'pct', depth: 0 }],
    [{ reduction: 'all' }],
    [{ reduction: 'operations', mode: 'random' }],
    [{ reduction: 'operations', preemptions: 1 }],
    [{ mode: 'random', schedules: Infinity }],
  ])('options %o, before anything is run', async (options) => {
    let runs = 0;
    await expect(explore(() => void runs++, options as never)).rejects.toThrow(
      InvalidArgumentError,
    );
    expect(runs).toBe(0);
  });

  test('an exploration inside of one, or beside it', async () => {
    const errors: unknown[] = [];
    const note = (error: unknown): void => void errors.push(error);
    await explore(() => {
      explore(() => {}).catch(note);
      replay(() => {}, 'heddle1:').catch(note);
    });
    const first = explore(stepping(3, 3));
    await expect(explore(() => {})).rejects.toThrow(InvalidStateError);
    expect(await first).toMatchObject({ schedules: 1680 });
    expect(errors.map((error) => error instanceof InvalidStateError)).toEqual([true, true]);
    expect(await explore(() => {})).toMatchObject({ schedules: 1 });
  });

  test('beside a VirtualClock, and a VirtualClock inside', async () => {
    {
      using _ = new VirtualClock();
      await expect(explore(() => {})).rejects.toThrow(InvalidStateError);
    }
    await expect(explore(() => void new VirtualClock())).rejects.toMatchObject({
      kind: 'failure',
      cause: expect.any(InvalidStateError),
    });
    using clock = new VirtualClock();
    expect(clock.now).toBe(0);
  });
});

test('a task may explore', async () => {
  const log: string[] = [];
  const task = spawn(async () => {
    const result = await explore(async () => {
      await sleep(1);
      await yieldNow();
    });
    // main, and twice somebody who awaited, after a turn of the loop.
    expect(result).toMatchObject({ schedules: 1, complete: true, longest: 4 });
    const seen: string[] = [];
    expect(await explore(stepping(2, 3, seen))).toMatchObject({ schedules: 20, complete: true });
    expect(seen.toSorted()).toEqual(orders([3, 3]));
    log.push('explored');
    await yieldNow();
    return log.push('went on');
  });
  spawn(() => log.push('beside it'));
  expect(await task).toBe(3);
  expect(log).toEqual(['beside it', 'explored', 'went on']);
});
