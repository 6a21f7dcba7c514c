import { describe, expect, test } from 'vitest';
import { run } from '../coroutine/run.ts';
import { spawn } from '../coroutine/spawn.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  TimeoutError,
} from '../errors.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

const hostTimer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('moved by hand', () => {
  test('nothing falls due until it is moved', async () => {
    using clock = new VirtualClock();
    let over = false;
    const sleeping = sleep(1).then(() => (over = true));
    await hostTimer(20);
    expect([over, clock.now]).toEqual([false, 0]);
    await clock.advance(1);
    await sleeping;
    expect([over, clock.now]).toEqual([true, 1]);
  });

  test('what falls due does so in order, each at its own moment', async () => {
    using clock = new VirtualClock();
    const log: [string, number][] = [];
    for (const [name, ms] of Object.entries({ c: 30, a: 10, b: 20, d: 31 })) {
      spawn(function* () {
        yield* sleep(ms);
        log.push([name, clock.now]);
      });
    }
    await spawn(() => {});
    await clock.advance(30);
    expect(log).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ]);
    expect(clock.now).toBe(30);
    await clock.advance(1);
    expect(log.at(-1)).toEqual(['d', 31]);
  });

  test('a sleep that is begun by what fell due counts from that moment', async () => {
    using clock = new VirtualClock();
    const log: number[] = [];
    spawn(function* () {
      for (let i = 0; i < 5; i++) {
        yield* sleep(7);
        log.push(clock.now);
      }
    });
    spawn(async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(10);
        log.push(clock.now);
      }
    });
    await clock.advance(30);
    expect(log).toEqual([7, 10, 14, 20, 21, 28, 30]);
    await clock.run();
    expect([log.at(-1), clock.now]).toEqual([35, 35]);
  });

  test('time limits run by it, of waits and of blocks', async () => {
    using clock = new VirtualClock();
    const gate = new Gate();
    const wait = gate.pass({ timeout: 3_600_000 }).catch((error: unknown) => error);
    const block = spawn(() =>
      withTimeout(1_800_000, function* () {
        yield* gate.pass();
      }),
    ).catch((error: unknown) => error);
    await clock.advance(1_799_999);
    expect(gate.waiting).toBe(2);
    await clock.advance(1);
    expect(await block).toBeInstanceOf(TimeoutError);
    expect(gate.waiting).toBe(1);
    await clock.run();
    expect(await wait).toBeInstanceOf(TimeoutError);
    expect(clock.now).toBe(3_600_000);
  });

  test('a coroutine may move it', async () => {
    using clock = new VirtualClock();
    const log: string[] = [];
    await run(function* () {
      const task = spawn(function* () {
        yield* sleep(10);
        log.push('slept');
      });
      yield* clock.advance(10);
      log.push('moved');
      yield* task;
    });
    expect(log).toEqual(['slept', 'moved']);
  });

  test('a task that is cancelled while it moves time leaves the rest of it', async () => {
    using clock = new VirtualClock();
    const gate = new Gate();
    const mover = spawn(function* () {
      yield* clock.advance(100);
    });
    spawn(function* () {
      yield* sleep(40);
      mover.cancel();
    });
    await expect(mover).rejects.toThrow(CancelledError);
    expect(clock.now).toBe(40);
    gate.admit(1);
    await clock.advance(60);
    expect(clock.now).toBe(100);
  });
});

describe('autojump', () => {
  test('an hour is over at once, and in order', async () => {
    using clock = new VirtualClock({ autojump: true });
    const start = performance.now();
    const log: number[] = [];
    await run(function* () {
      spawn(function* () {
        yield* sleep(1_800_000);
        log.push(clock.now);
      });
      yield* sleep(3_600_000);
      log.push(clock.now);
    });
    expect(log).toEqual([1_800_000, 3_600_000]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('time does not pass while a task can go on', async () => {
    using clock = new VirtualClock({ autojump: true });
    const seen: number[] = [];
    const sleeper = spawn(function* () {
      yield* sleep(1);
    });
    await run(function* () {
      for (let i = 0; i < 1000; i++) {
        yield* sleep(0);
        seen.push(clock.now);
      }
    });
    expect(new Set(seen)).toEqual(new Set([0]));
    await sleeper;
    expect(clock.now).toBe(1);
  });

  test('async code outside of every task sleeps by it', async () => {
    using clock = new VirtualClock({ autojump: true });
    for (let i = 1; i <= 10; i++) {
      await sleep(1000);
      expect(clock.now).toBe(i * 1000);
    }
  });

  test('what the host has ready comes before time passes', async () => {
    using clock = new VirtualClock({ autojump: true });
    const log: string[] = [];
    const sleeping = sleep(5).then(() => log.push('slept'));
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    log.push('microtasks');
    await sleeping;
    expect(log).toEqual(['microtasks', 'slept']);
    expect(clock.now).toBe(5);
  });

  test('with a threshold, slower things of the host come first', async () => {
    using clock = new VirtualClock({ autojump: 200 });
    const gate = new Gate();
    setTimeout(() => gate.admit(1), 20);
    expect(await gate.pass({ timeout: 10 })).toBe(1);
    expect(clock.now).toBe(0);
    await expect(gate.pass({ timeout: 10 })).rejects.toThrow(TimeoutError);
    expect(clock.now).toBe(10);
  });

  test('what was cancelled does not move time', async () => {
    using clock = new VirtualClock({ autojump: true });
    const task = spawn(function* () {
      yield* sleep(1_000_000);
    });
    await spawn(() => {});
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    await sleep(10);
    await hostTimer(5);
    expect(clock.now).toBe(10);
  });
});

describe('disposed of', () => {
  test("time is the host's again; what was set before went on in real time", async () => {
    const start = performance.now();
    const before = sleep(5);
    {
      using clock = new VirtualClock();
      await before;
      expect(clock.now).toBe(0);
    }
    await sleep(5);
    expect(performance.now() - start).toBeGreaterThan(8);
  });

  test('a move that was on its way fails, and nothing can be moved any more', async () => {
    const clock = new VirtualClock();
    const moving = clock.advance(5);
    clock[Symbol.dispose]();
    clock[Symbol.dispose]();
    await expect(moving).rejects.toThrow(CancelledError);
    expect(() => clock.advance(1)).toThrow(InvalidStateError);
    expect(() => clock.run()).toThrow(InvalidStateError);
  });
});

describe('refused', () => {
  test('a second one, until the first is disposed of', () => {
    const first = new VirtualClock();
    expect(() => new VirtualClock()).toThrow(InvalidStateError);
    first[Symbol.dispose]();
    new VirtualClock()[Symbol.dispose]();
  });

  test.each([[null], [5], [true], [{ autojump: -1 }], [{ autojump: NaN }], [{ autojump: 'yes' }]])(
    'options %o, and nothing is installed',
    (options) => {
      expect(() => new VirtualClock(options as never)).toThrow(InvalidArgumentError);
      new VirtualClock()[Symbol.dispose]();
    },
  );

  test.each([[-1], [NaN], [Infinity], ['5'], [undefined], [null]])('advance(%o)', (ms) => {
    using clock = new VirtualClock();
    expect(() => clock.advance(ms as never)).toThrow(InvalidArgumentError);
    expect(clock.now).toBe(0);
  });

  test('a move during a move', async () => {
    using clock = new VirtualClock();
    const first = clock.advance(5);
    expect(() => clock.advance(5)).toThrow(InvalidStateError);
    expect(() => clock.run()).toThrow(InvalidStateError);
    await first;
    expect(clock.now).toBe(5);
  });
});
