import { expect, test } from 'vitest';
import { Gate } from '../time/gate.fixture.ts';
import { Operation } from '../operation/operation.ts';
import { sleep } from '../time/sleep.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';

/** Set by a timer of the host. */
interface Alarm {
  rung: boolean;
}

function alarmAfter(ms: number): Alarm {
  const alarm = { rung: false };
  setTimeout(() => (alarm.rung = true), ms);
  return alarm;
}

/** Each spins until the alarm rings: if it kept the host from its turn, it would spin for ever. */
const spinners: [string, (alarm: Alarm) => Task<unknown>[]][] = [
  [
    'operations that have settled',
    (alarm) => [
      spawn(function* () {
        const settled = Operation.resolved(1);
        while (!alarm.rung) yield* settled;
      }),
    ],
  ],
  [
    'operations that have settled, in an async function',
    (alarm) => [
      spawn(async () => {
        const gate = new Gate();
        while (!alarm.rung) {
          gate.admit(1);
          await gate.pass();
        }
      }),
    ],
  ],
  [
    'sleep(0)',
    (alarm) => [
      spawn(function* () {
        while (!alarm.rung) yield* sleep(0);
      }),
    ],
  ],
  [
    'new tasks',
    (alarm) => [
      spawn(function* () {
        while (!alarm.rung) yield* spawn(() => 1);
      }),
    ],
  ],
  [
    'hand-overs between two coroutines',
    (alarm) => {
      const [ping, pong] = [new Gate(), new Gate()];
      const play = function* (from: Gate, to: Gate): Coroutine<void> {
        for (;;) {
          const ball = yield* from.pass();
          to.admit(ball);
          if (alarm.rung) return;
        }
      };
      ping.admit(1);
      return [spawn(play, ping, pong), spawn(play, pong, ping)];
    },
  ],
  [
    'many coroutines at once',
    (alarm) =>
      Array.from({ length: 1000 }, () =>
        spawn(function* () {
          const settled = Operation.resolved(1);
          while (!alarm.rung) yield* settled;
        }),
      ),
  ],
];

test.each(spinners)('coroutines that spin on %s let a timer of the host fire', async (_, spin) => {
  const alarm = alarmAfter(10);
  await Promise.all(spin(alarm));
  expect(alarm.rung).toBe(true);
});

test.each(spinners)('coroutines that spin on %s let a sleep end', async (_, spin) => {
  const alarm = { rung: false };
  const sleeping = sleep(10).then(() => (alarm.rung = true));
  await Promise.all(spin(alarm));
  await sleeping;
  expect(alarm.rung).toBe(true);
});

test('of several coroutines that spin, each gets on', async () => {
  const rounds = [0, 0, 0];
  const spinning = rounds.map((_round, index) =>
    spawn(function* () {
      const settled = Operation.resolved(1);
      while (rounds.some((round) => round < 2000)) {
        rounds[index]!++;
        yield* settled;
      }
    }),
  );
  await Promise.all(spinning);
  expect(Math.min(...rounds)).toBeGreaterThanOrEqual(2000);
});

test('100,000 tasks end, each in its turn', async () => {
  // A task that has got what it waited for does not lose its turn when the loop looks at the clock.
  let next = 0;
  let inOrder = true;
  const tasks: Task<void>[] = [];
  for (let i = 0; i < 100_000; i++) {
    tasks.push(
      spawn(function* () {
        yield* sleep(0);
        if (i !== next++) inOrder = false;
      }),
    );
  }
  for (const task of tasks) await task;
  expect([next, inOrder]).toEqual([100_000, true]);
});

test('a chain of 20,000 tasks, each waiting for the next, needs no deep stack', async () => {
  const depth = 20_000;
  const descend = function* (level: number): Coroutine<number> {
    return level === depth ? 0 : 1 + (yield* spawn(descend, level + 1));
  };
  expect(await spawn(descend, 0)).toBe(depth);
});

test('a coroutine may call others 500 deep with yield*', async () => {
  const descend = function* (level: number): Coroutine<number> {
    if (level > 0) return 1 + (yield* descend(level - 1));
    yield* sleep(0);
    return 0;
  };
  expect(await spawn(descend, 500)).toBe(500);
});

test('one that calls itself without end fails with RangeError, and the others go on', async () => {
  const bottomless = function* (): Coroutine<void> {
    yield* bottomless();
  };
  const failing = spawn(bottomless);
  const fine = spawn(() => 'fine');
  // An engine's own error: SpiderMonkey calls it InternalError.
  await expect(failing).rejects.toThrow(Error);
  expect(await fine).toBe('fine');
});
