import { array, assert, asyncProperty, integer, nat, property, record } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { Operation } from '../operation/operation.ts';
import { setExplorer } from '../scheduler/explorer.ts';
import { fifo } from '../scheduler/fifo.ts';
import { setPolicy } from '../scheduler/policy.ts';
import { priority } from '../scheduler/priority.ts';
import { roundRobin } from '../scheduler/round-robin.ts';
import { sleep } from '../time/sleep.ts';
import { stillClock } from '../time/still-clock.fixture.ts';
import { spawn } from './spawn.ts';
import type { Coroutine } from './task.ts';

afterEach(() => setPolicy(fifo()));

/** Logs its name at each of its turns. */
function* turns(log: string[], name: string, count: number): Coroutine<void> {
  for (let n = 0; n < count; n++) {
    log.push(name);
    yield* sleep(0);
  }
}

describe('setPolicy(priority())', () => {
  test('runs the most urgent first, and among equals in the order of the calls', async () => {
    setPolicy(priority());
    const log: string[] = [];
    const start = (name: string, urgency?: number): Promise<void> =>
      spawn({
        target: () => void log.push(name),
        ...(urgency !== undefined && { priority: urgency }),
      }).toPromise();
    await Promise.all([
      start('low', -1),
      start('none'),
      start('high', 2),
      start('zero', 0),
      start('higher', 2.5),
      start('high too', 2),
    ]);
    expect(log).toEqual(['higher', 'high', 'high too', 'none', 'zero', 'low']);
  });

  test('lets nobody starve: one of lower priority runs although two above it never stop', async () => {
    using _ = stillClock(); // the more often the loop looks at it, the less is done in a turn
    setPolicy(priority({ ageing: 20 }));
    let spun = 0;
    const spinners = { stop: false };
    const spin = function* (): Coroutine<void> {
      const value = Operation.resolved(1);
      while (!spinners.stop) {
        spun++;
        for (let n = 0; n < 300; n++) yield* value; // beyond a look at the clock: it comes back into line
      }
    };
    const spinning = [1, 2].map(() => spawn({ target: spin, priority: 5 }));
    const low = spawn({
      target: () => {
        spinners.stop = true;
        return spun;
      },
      priority: 0,
    });
    const before = await low;
    expect(before).toBeGreaterThan(10);
    expect(before).toBeLessThanOrEqual(5 * 20 + 2);
    for (const task of spinning) await task;
  });

  test('a task may be made more urgent while it runs', async () => {
    setPolicy(priority());
    const log: string[] = [];
    const a = spawn(turns, log, 'a', 2);
    const b = spawn(function* () {
      log.push('b');
      b.urgency = 1;
      yield* Operation.resolved(0);
    });
    await Promise.all([a.toPromise(), b.toPromise()]);
    expect(log[0]).toBe('a');
  });
});

describe('setPolicy(roundRobin())', () => {
  test('lets a task whose operations all settle at once go on until its slice is over', async () => {
    const log: string[] = [];
    const spin = function* (name: string, end: () => boolean): Coroutine<void> {
      const value = Operation.resolved(1);
      while (!end()) {
        if (log.at(-1) !== name) log.push(name);
        yield* value;
      }
    };
    const count = (): (() => boolean) => {
      let left = 3000; // more than ten looks at the clock, far less than a slice
      return () => left-- === 0;
    };
    const both = async (): Promise<string> => {
      log.length = 0;
      const tasks = [spawn(spin, 'a', count()), spawn(spin, 'b', count())];
      for (const task of tasks) await task;
      return log.join('');
    };
    expect((await both()).length).toBeGreaterThan(10); // first come, first served: in turn at each look
    setPolicy(roundRobin({ slice: 60_000 }));
    expect(await both()).toBe('ab');
  });
});

describe('a change in the middle', () => {
  test('keeps the order of those that are ready', async () => {
    const log: string[] = [];
    const tasks = ['a', 'b', 'c', 'd'].map((name) => spawn(() => void log.push(name)));
    setPolicy(roundRobin());
    setPolicy(priority());
    setPolicy(fifo());
    for (const task of tasks) await task;
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  test('loses nobody, and doubles nobody, whenever it comes', async () => {
    const policies = [fifo(), priority({ ageing: 3 }), roundRobin({ slice: 1 })]; // each serves again and again
    const plan = record({
      tasks: array(record({ steps: nat(6), urgency: integer({ min: -2, max: 2 }) }), {
        minLength: 1,
        maxLength: 8,
      }),
      changes: array(record({ after: nat(4), to: nat(2) }), { maxLength: 8 }),
    });
    await assert(
      asyncProperty(plan, async ({ tasks, changes }) => {
        const ran = tasks.map(() => 0);
        const all = tasks.map(({ steps, urgency }, index) =>
          spawn({
            target: function* () {
              for (let n = 0; n < steps; n++) {
                ran[index]!++;
                yield* sleep(0);
              }
            },
            priority: urgency,
          }),
        );
        const changing = spawn(function* () {
          for (const { after, to } of changes) {
            for (let n = 0; n < after; n++) yield* sleep(0);
            setPolicy(policies[to]!);
          }
        });
        for (const task of [...all, changing]) await task;
        expect(ran).toEqual(tasks.map(({ steps }) => steps));
      }),
    );
  });

  test('has no effect while every order is gone through', async () => {
    const log: string[] = [];
    setExplorer({
      entered: () => {},
      promised: () => {},
      unseen: (error) => Promise.reject(error),
    });
    setPolicy(priority());
    setExplorer(undefined);
    const tasks = [1, 2].map((urgency) =>
      spawn({ target: () => void log.push(`${urgency}`), priority: urgency }),
    );
    for (const task of tasks) await task;
    expect(log).toEqual(['1', '2']);
  });
});

describe('bad input', () => {
  test.each([[undefined], [null], ['fifo'], [fifo], [{}]])('setPolicy(%s) is refused', (policy) => {
    expect(() => setPolicy(policy as never)).toThrow(InvalidArgumentError);
    expect(() => setPolicy(policy as never)).toThrow('setPolicy: needs fifo()');
  });

  test.each([[0], [-1], [Number.NaN], [Infinity], ['9'], [null]])(
    'ageing: %s is refused',
    (ageing) => {
      if (ageing === null) expect(() => priority(null as never)).toThrow(InvalidArgumentError);
      else expect(() => priority({ ageing: ageing as never })).toThrow('priority: ageing must be');
    },
  );

  test.each([[0], [-1], [Number.NaN], [Infinity], ['9'], [null]])(
    'slice: %s is refused',
    (slice) => {
      if (slice === null) expect(() => roundRobin(null as never)).toThrow(InvalidArgumentError);
      else expect(() => roundRobin({ slice: slice as never })).toThrow('roundRobin: slice must be');
    },
  );

  test.each([[Number.NaN], [Infinity], ['1'], [null]])(
    'spawn with priority %s is refused',
    (urgency) => {
      expect(() => spawn({ target: () => {}, priority: urgency as never })).toThrow(
        'spawn: priority must be a finite number',
      );
    },
  );

  test('a task refuses an urgency that is no finite number, and keeps the one it has', () => {
    const task = spawn({ target: () => {}, priority: 2 });
    for (const urgency of [Number.NaN, Infinity, '3']) {
      expect(() => (task.urgency = urgency as never)).toThrow(InvalidArgumentError);
    }
    expect(task.urgency).toBe(2);
  });

  test('any whole number is a priority', () => {
    assert(
      property(integer(), (urgency) => {
        const task = spawn({ target: () => {}, priority: urgency });
        expect(task.urgency).toBe(urgency);
      }),
      { numRuns: 20 },
    );
  });
});
