import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { DeadlockError, InvalidArgumentError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import { ExplorationError } from './exploration-error.ts';
import { explore, replay } from './explore.ts';
import type { ExploreOptions } from './options.ts';
import { deadlock, lostWakeUp, race } from './programs.fixture.ts';
import type { Program } from './schedule.ts';

async function faultOf(program: Program, options?: ExploreOptions): Promise<ExplorationError> {
  const error = await explore(program, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExplorationError);
  return error as ExplorationError;
}

const planted = [
  ['race', race, 'failure'],
  ['deadlock', deadlock, 'deadlock'],
  ['lost wake-up', lostWakeUp, 'deadlock'],
] as const;
const modes: ExploreOptions[] = [
  {},
  { preemptions: 2 },
  { mode: 'random', seed: 1 },
  { mode: 'pct', seed: 1 },
];

describe.each(planted)('a planted %s', (_, program, kind) => {
  test('does not show in the order in which tasks come', async () => {
    expect(await explore(program, { schedules: 1 })).toMatchObject({ bound: 'schedules' });
  });

  test.each(modes)('is found with %o, and shown again by its replay text', async (options) => {
    const found = await faultOf(program, options);
    expect(found).toMatchObject({ kind, code: 'HEDDLE_EXPLORATION' });
    expect(found.replay).toMatch(/^heddle1:\d+(\.\d+)*$/);
    for (let time = 0; time < 2; time++) {
      const again = (await replay(program, found.replay).catch(
        (e: unknown) => e,
      )) as ExplorationError;
      expect(again).toBeInstanceOf(ExplorationError);
      expect(again.message).toBe(found.message);
      expect(again).toMatchObject({ kind, replay: found.replay, schedule: found.schedule });
      expect(String(again.cause)).toBe(String(found.cause));
    }
  });

  test('comes in as few steps, however it was found', async () => {
    const found: ExplorationError[] = [];
    for (const options of modes) found.push(await faultOf(program, options));
    expect(new Set(found.map((error) => error.schedule.length)).size).toBe(1);
  });
});

describe('the shortest schedule', () => {
  test('of the race: the writer is between its two steps', async () => {
    const { schedule, replay: text, cause, message } = await faultOf(race);
    expect(String(cause)).toBe('Error: 0 entries make 5');
    expect(schedule).toEqual(
      [
        'main waits for the end of writer',
        'writer gives way',
        'reader gives way',
        'writer gives way',
        'reader gives way',
        'reader gives way',
        'reader fails: Error: 0 entries make 5',
        'writer ends',
        'main fails: Error: 0 entries make 5',
      ].map((line) => line.replace(/^main/, 'race')),
    );
    expect(message).toContain(`replay(program, '${text}')`);
    for (const line of schedule) expect(message).toContain(line);
  });

  test('of the deadlock: the message says who waits for what', async () => {
    const { message } = await faultOf(deadlock);
    expect(message).toMatch(
      /^nothing can go on: deadlock waits for .*; left waits for acquire of "b"; right waits for acquire of "a"\n/,
    );
  });

  test('of the lost wake-up', async () => {
    const { message, schedule } = await faultOf(lostWakeUp);
    expect(message).toContain('consumer waits for get of queue "bell"');
    expect(schedule.indexOf('producer ends')).toBeLessThan(
      schedule.indexOf('consumer waits for get of queue "bell"'),
    );
  });
});

describe('what counts as a failure', () => {
  test('a cycle of locks that is found and taken by nobody is a deadlock', async () => {
    const found = await faultOf(function* main() {
      const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      const both = function* (first: Lock, second: Lock) {
        using _ = yield* first.acquire();
        yield* yieldNow();
        using __ = yield* second.acquire();
      };
      yield* new TaskGroup().run(function* (group) {
        group.spawn({ target: both, args: [a, b], name: 'left' });
        yield* group.spawn({ target: both, args: [b, a], name: 'right' });
      });
    });
    expect(String(found.cause)).toContain('holds "a" and waits for "b"');
    const own = await faultOf(function* main() {
      const lock = new Lock({ name: 'own' });
      using _ = yield* lock.acquire();
      yield* lock.acquire();
    });
    expect(own).toMatchObject({ kind: 'deadlock', cause: expect.any(DeadlockError) });
  });

  test('a task that waits for ever after the end of the program is a leak', async () => {
    const found = await faultOf(function* main() {
      const queue = new Queue<number>({ name: 'jobs' });
      spawn(function* worker() {
        for (;;) yield* queue.get();
      });
      yield* queue.put(1);
    });
    expect(found).toMatchObject({ kind: 'leak', cause: undefined });
    expect(found.message).toMatch(
      /^main has ended, and nothing can go on: worker waits for get of queue "jobs"\n/,
    );
  });

  test('a daemon that waits for ever after it is none, and is ended', async () => {
    let [begun, ended] = [0, 0];
    const result = await explore(function* main() {
      const queue = new Queue<number>({ name: 'jobs' });
      spawn({
        target: function* worker() {
          begun++;
          try {
            for (;;) yield* queue.get();
          } finally {
            ended++;
          }
        },
        daemon: true,
      });
      yield* queue.put(1);
    });
    expect(result.complete).toBe(true);
    expect(begun).toBeGreaterThan(0);
    expect(ended).toBe(begun);
  });

  test('a daemon that sleeps again and again is none, and no time passes for it', async () => {
    const result = await explore(
      () =>
        void spawn({
          target: function* clock() {
            for (;;) yield* sleep(10);
          },
          daemon: true,
        }),
    );
    expect(result).toMatchObject({ complete: true });
    expect(result.longest).toBeLessThan(10);
  });

  test('a leak beside a daemon is told without it', async () => {
    const found = await faultOf(function main() {
      const queue = new Queue<number>({ name: 'jobs' });
      spawn({ target: () => queue.get(), name: 'daemon', daemon: true });
      spawn({ target: () => queue.get(), name: 'worker' });
    });
    expect(found.message).toMatch(/nothing can go on: worker waits for get of queue "jobs"\n/);
  });

  test('what waits for the host is told what time is inside', async () => {
    const found = await faultOf(async function main() {
      await new Promise(() => {});
    });
    expect(found.message).toMatch(
      /main waits for something that Heddle does not know \(a host timer or I\/O, perhaps: .*\)\n/,
    );
  });

  test('a lock whose holder has ended is told so', async () => {
    const found = await faultOf(function* main() {
      const lock = new Lock({ name: 'a' });
      yield* spawn(function* holder() {
        yield* lock.acquire();
      });
      yield* lock.acquire();
    });
    expect(found.message).toContain(
      'waits for acquire of "a", which holder holds, and has ended without releasing it',
    );
  });

  test('a task that ends by itself after it is none', async () => {
    let ended = 0;
    await explore(function main() {
      spawn(function* () {
        yield* sleep(1000);
        ended++;
      });
    });
    expect(ended).toBe(1);
  });

  test('a sleep without end is a deadlock', async () => {
    const found = await faultOf(function* main() {
      yield* sleep(Infinity);
    });
    expect(found.kind).toBe('deadlock');
  });

  test.each([[undefined], [null], [0], ['text'], [new Error('wrong')]])(
    'a task that throws %o, which nobody takes; the host hears nothing of it',
    async (thrown) => {
      const reported = await unhandledIn(async () => {
        const found = await faultOf(function main() {
          spawn(function* bad() {
            yield* yieldNow();
            throw thrown;
          });
        });
        expect(found).toMatchObject({ kind: 'failure', cause: thrown });
        expect(found.message).toMatch(/^bad failed: /);
      });
      expect(reported).toEqual([]);
    },
  );

  test('a failure that somebody takes, sooner or later, is none', async () => {
    const result = await explore(function* main() {
      const tasks = [1, 2].map((number) =>
        spawn(() => {
          throw new Error(`number ${number}`);
        }),
      );
      yield* sleep(10);
      for (const task of tasks) {
        try {
          yield* task;
        } catch {
          continue;
        }
        throw new Error('it did not fail');
      }
    });
    expect(result.complete).toBe(true);
  });

  test('a failure comes before the wait that it left for ever', async () => {
    const found = await faultOf(function* main() {
      const queue = new Queue<number>();
      spawn(function producer() {
        throw new Error('no items');
      });
      yield* queue.get();
    });
    expect(found).toMatchObject({ kind: 'failure' });
    expect(found.message).toMatch(/^producer failed: Error: no items\n/);
  });

  test('a cancelled task is none', async () => {
    const result = await explore(function* main() {
      const task = spawn(function* () {
        yield* sleep(Infinity);
      });
      yield* yieldNow();
      task.cancel();
    });
    expect(result.complete).toBe(true);
  });

  test('a program that does something else each time is told so', async () => {
    let runs = 0;
    const found = await faultOf(function main() {
      runs++;
      for (let i = 0; i < 2 + (runs % 2); i++) {
        spawn(function* () {
          yield* yieldNow();
        });
      }
    });
    expect(found.kind).toBe('unrepeatable');
    expect(found.message).not.toMatch(/To see it again|after$/m);
    let failures = 0;
    const once = await faultOf(function main() {
      if (failures++ === 0) throw new Error('only once');
    });
    expect(once).toMatchObject({ kind: 'unrepeatable', cause: new Error('only once') });
  });
});

describe('what is left of a schedule that failed', () => {
  test('is cancelled and cleans up, waits in its cleanup too', async () => {
    let [begun, cleaned] = [0, 0];
    await faultOf(function* main() {
      spawn(function* () {
        try {
          begun++;
          yield* sleep(Infinity);
        } finally {
          yield* sleep(100);
          cleaned++;
        }
      });
      yield* yieldNow();
      throw new Error('main');
    });
    expect(begun).toBeGreaterThan(0);
    expect(cleaned).toBe(begun);
  });

  test('is let go if it will not end', async () => {
    const found = await faultOf(function* main() {
      spawn(function* () {
        for (;;) {
          try {
            yield* yieldNow();
          } catch {
            // It will not.
          }
        }
      });
      yield* yieldNow();
      throw new Error('main');
    });
    expect(found).toMatchObject({ kind: 'failure', schedule: expect.any(Array) });
    expect(await explore(function* () {})).toMatchObject({ complete: true });
  });
});

describe('replay', () => {
  test('of a program that does not fail any more resolves', async () => {
    const { replay: text } = await faultOf(race);
    let fixed = false;
    const program = function* (): Generator {
      fixed = true;
      const account = { balance: 0, entries: 0 };
      const task = (turns: number, work: () => void) =>
        spawn(function* () {
          for (let i = 0; i < turns; i++) yield* yieldNow();
          work();
        });
      const [writer, reader] = [
        task(2, () => Object.assign(account, { balance: 5 })),
        task(3, () => {}),
      ];
      yield* writer;
      yield* reader;
    };
    expect(await replay(program as never, text)).toBeUndefined();
    expect(fixed).toBe(true);
  });

  test('runs the program once, in the very order', async () => {
    const words: string[] = [];
    const program = function main(): void {
      const at = words.push('') - 1;
      for (const name of ['a', 'b', 'c']) {
        spawn(function* () {
          words[at] += name;
          yield* yieldNow();
          words[at] += name;
        });
      }
    };
    await replay(program, 'heddle1:2.2.0');
    await replay(program, 'heddle1:');
    // c first, then it again, then a, and then in line: b, a, b.
    expect(words).toEqual(['ccabab', 'abcabc']);
  });

  test.each([
    [''],
    ['0.1'],
    ['heddle1'],
    ['heddle1:0.1.'],
    ['heddle1:-1'],
    ['heddle1:a'],
    [' heddle1:0'],
    [undefined],
    [null],
    [5],
  ])('refuses %o', async (text) => {
    await expect(replay(race, text as never)).rejects.toThrow(InvalidArgumentError);
  });

  test('refuses a text of another form by name', async () => {
    await expect(replay(race, 'heddle2:0.1')).rejects.toThrow(
      /of form heddle2, and this version of Heddle has heddle1/,
    );
  });

  test.each(['heddle1:7', 'heddle1:0.9', `heddle1:${'0.'.repeat(50)}1`])(
    'refuses a text that does not fit the program: %s',
    async (text) => {
      const error = await replay(race, text).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect((error as InvalidArgumentError).message).toMatch(
        /^replay: the text does not fit the program: /,
      );
      expect(await explore(function* () {})).toMatchObject({ complete: true });
    },
  );
});
