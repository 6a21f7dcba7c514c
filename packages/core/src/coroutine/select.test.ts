import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  TimeoutError,
} from '../errors.ts';
import { Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { after } from '../time/after.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { Line } from '../wait/line.ts';
import type { Wait } from '../wait/wait.ts';
import { drawBy, select } from './select.ts';
import { spawn } from './spawn.ts';
import { currentTask, type Task } from './task.ts';

/** Something that can be waited for, and counts what is done to it. */
class Source<T> implements Selectable<T> {
  readonly name: string;
  readonly line: Line<Pending<T>> = new Line();
  here: Operation<T> | undefined;
  attempts = 0;

  constructor(name: string, here?: Operation<T>) {
    this.name = name;
    this.here = here;
  }

  describe(): string {
    return this.name;
  }

  withdraw(wait: Wait): boolean {
    Line.remove(wait);
    return true;
  }

  give(value: T): void {
    this.line.shift()!._resolve(value);
  }

  get waiting(): number {
    return [...this.line].length;
  }

  _choice(): Choice<T> {
    return {
      describe: () => `get from ${this.name}`,
      attempt: () => (this.attempts++, this.here),
      enter: () => {
        const wait = new Pending<T>(this, 'get');
        this.line.push(wait);
        return wait;
      },
      explain: () => 'nothing is there',
    };
  }
}

const ready = <T>(name: string, value: T): Source<T> => new Source(name, Operation.resolved(value));

describe('select at once', () => {
  test('takes from the one that is ready, and looks no further', () => {
    const sources = { a: new Source<number>('a'), b: ready('b', 2), c: new Source<number>('c') };
    const operation = select(sources);
    expect(operation._settled).toBe(true);
    expect(operation._outcome()).toEqual({ key: 'b', value: 2 });
    expect([sources.a.waiting, sources.b.waiting, sources.c.waiting]).toEqual([0, 0, 0]);
    expect(sources.b.attempts).toBe(1);
  });

  test('with several that are ready asks one of them only', () => {
    const sources = { a: ready('a', 1), b: ready('b', 2), c: ready('c', 3) };
    const { key } = select(sources)._outcome();
    for (const [name, source] of Object.entries(sources)) {
      expect(source.attempts).toBe(name === key ? 1 : 0);
    }
  });

  test.each([
    ['all four', ['a', 'b', 'c', 'd']],
    ['two neighbours of four', ['a', 'b']],
    ['two that are apart', ['b', 'd']],
  ])('is fair: of %s that are ready each comes as often', (_, names) => {
    const things = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [
        name,
        names.includes(name) ? ready(name, name) : new Source<string>(name),
      ]),
    );
    const rounds = 8000;
    const counts = new Map<string, number>();
    for (let i = 0; i < rounds; i++) {
      const { key } = select(things)._outcome();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(names);
    // Six standard deviations.
    const expected = rounds / names.length;
    const most = 6 * Math.sqrt(expected * (1 - 1 / names.length));
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(most);
  });

  test('is fair to two that select in turn: neither always meets the same number', () => {
    const counts = [0, 0];
    for (let i = 0; i < 2000; i++) {
      const { key } = select({ a: ready('a', 1), b: ready('b', 2) })._outcome();
      if (key === 'a') counts[i % 2]!++;
    }
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  test('takes what whoever tries every order draws', () => {
    const seen: string[] = [];
    for (const drawn of [0, 1, 2]) {
      const asBefore = drawBy(() => drawn);
      seen.push(select({ a: ready('a', 1), b: ready('b', 2), c: ready('c', 3) })._outcome().key);
      asBefore();
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  test('fails with what fails at once', async () => {
    const failing = new Source('a', Operation.rejected<number>(new RangeError('gone')));
    await expect(select({ a: failing })).rejects.toThrow('gone');
  });
});

describe('select that waits', () => {
  test('takes the first that comes, and stands in no other line afterwards', async () => {
    const [a, b, c] = [new Source<string>('a'), new Source<string>('b'), new Source<string>('c')];
    const operation = select({ a, b, c });
    expect([a.waiting, b.waiting, c.waiting]).toEqual([1, 1, 1]);
    b.give('item');
    expect([a.waiting, b.waiting, c.waiting]).toEqual([0, 0, 0]);
    expect(await operation).toEqual({ key: 'b', value: 'item' });
  });

  test('may wait for one thing under two keys', async () => {
    const a = new Source<string>('a');
    const operation = select({ one: a, two: a });
    expect(a.waiting).toBe(2);
    a.give('item');
    expect(a.waiting).toBe(0);
    expect((await operation).value).toBe('item');
  });

  test('is awaited by an async function, and yielded by a coroutine', async () => {
    const [a, b] = [new Source<string>('a'), new Source<string>('b')];
    const task = spawn(function* () {
      return yield* select({ a, b });
    });
    const other = spawn(async () => await select({ a, b }));
    await sleep(0);
    a.give('first');
    a.give('second');
    expect([await task, await other]).toEqual([
      { key: 'a', value: 'first' },
      { key: 'a', value: 'second' },
    ]);
    expect([a.waiting, b.waiting]).toEqual([0, 0]);
  });

  test('fails with what fails first', async () => {
    const [a, b] = [new Source<string>('a'), new Source<string>('b')];
    const operation = select({ a, b });
    a.line.shift()!._reject(new RangeError('gone'));
    expect(b.waiting).toBe(0);
    await expect(operation).rejects.toThrow('gone');
  });

  test('chooses what comes while it enters, and begins no further wait', async () => {
    const late = new (class extends Source<string> {
      override _choice(): Choice<string> {
        const steps = super._choice();
        return {
          ...steps,
          enter: () => {
            const wait = steps.enter();
            this.give('in between');
            return wait;
          },
        };
      }
    })('late');
    for (let i = 0; i < 20; i++) {
      const [a, b] = [new Source<string>('a'), new Source<string>('b')];
      expect(await select({ a, late, b })).toEqual({ key: 'late', value: 'in between' });
      expect([a.waiting, late.waiting, b.waiting]).toEqual([0, 0, 0]);
    }
  });

  test('fails with what fails while it enters, and the host has nothing more to report', async () => {
    const ending = new (class extends Source<string> {
      override _choice(): Choice<string> {
        const steps = super._choice();
        return {
          ...steps,
          enter: () => {
            const wait = steps.enter();
            Line.remove(wait);
            wait._reject(new RangeError('ended'));
            return wait;
          },
        };
      }
    })('ending');
    const a = new Source<string>('a');
    const unhandled = await unhandledIn(async () => {
      for (let i = 0; i < 10; i++) await expect(select({ ending, a })).rejects.toThrow('ended');
    });
    expect([unhandled, a.waiting]).toEqual([[], 0]);
  });

  test('leaves every line if one thing throws while it enters', () => {
    const broken = new (class extends Source<string> {
      override _choice(): Choice<string> {
        return {
          ...super._choice(),
          enter: () => {
            throw new RangeError('no room');
          },
        };
      }
    })('broken');
    for (let i = 0; i < 20; i++) {
      const [a, b] = [new Source<string>('a'), new Source<string>('b')];
      expect(() => select({ a, broken, b })).toThrow('no room');
      expect([a.waiting, b.waiting]).toEqual([0, 0]);
    }
  });

  test.each([
    ['a timeout', () => ({ timeout: 1 }), TimeoutError],
    ['an abort', () => ({ signal: AbortSignal.timeout(1) }), DOMException],
  ])('withdraws all at %s', async (_, options, type) => {
    const [a, b] = [new Source<string>('a'), new Source<string>('b')];
    const operation = select({ a, b }, options());
    expect([a.waiting, b.waiting]).toEqual([1, 1]);
    await expect(operation).rejects.toThrow(type);
    expect([a.waiting, b.waiting]).toEqual([0, 0]);
  });

  test('says at a timeout what it waited for', async () => {
    const things = { a: new Source<string>('a'), late: after(1000), end: spawn(() => sleep(20)) };
    const failure = await select(things, { timeout: 1 }).catch(
      (error: unknown) => (error as Error).message,
    );
    expect(failure).toMatch(/^one of .* timed out after 1 ms: /);
    for (const part of [
      'a: nothing is there',
      'late: the time was not over',
      'end: it has not ended',
    ])
      expect(failure).toContain(part);
    for (const part of ['a (get from a)', 'late (after(1000))', 'end (end of'])
      expect(failure).toContain(part);
  });

  test('with timeout 0 asks each once', async () => {
    const a = new Source<string>('a');
    await expect(select({ a }, { timeout: 0 })).rejects.toThrow(TimeoutError);
    expect([a.attempts, a.waiting]).toEqual([1, 0]);
    expect(await select({ b: ready('b', 1) }, { timeout: 0 })).toEqual({ key: 'b', value: 1 });
  });

  test('an aborted signal goes before what is ready', async () => {
    const a = ready('a', 1);
    const signal = AbortSignal.abort(new RangeError('stop'));
    await expect(select({ a }, { signal })).rejects.toThrow('stop');
    expect(a.attempts).toBe(0);
  });

  test.each([
    [
      'a coroutine',
      (a: Source<string>) =>
        spawn(function* () {
          yield* select({ a, late: after(60_000) });
        }),
    ],
    [
      'an async function that returns it',
      (a: Source<string>) => spawn(() => select({ a, late: after(60_000) })),
    ],
  ])('is withdrawn when %s is cancelled', async (_, start) => {
    const a = new Source<string>('a');
    const task = start(a) as Task<unknown>;
    await sleep(0);
    expect(a.waiting).toBe(1);
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(a.waiting).toBe(0);
  });

  test('granted before the cancellation, it keeps what it was given', async () => {
    const a = new Source<string>('a');
    const got: unknown[] = [];
    const task = spawn(function* () {
      got.push(yield* select({ a, late: after(60_000) }));
      yield* sleep(60_000);
    });
    await sleep(0);
    a.give('item');
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(got).toEqual([{ key: 'a', value: 'item' }]);
  });

  test('left behind by its coroutine, it leaves every line', async () => {
    const [a, b] = [new Source<string>('a'), new Source<string>('b')];
    await spawn(function* () {
      yield* sleep(0);
      void select({ a, b });
    });
    expect([a.waiting, b.waiting]).toEqual([0, 0]);
  });
});

describe('select over a task, or another operation', () => {
  test('waits for its end, and leaves it alone when another is chosen', async () => {
    const a = new Source<string>('a');
    const gate = new Gate();
    const task = spawn(function* () {
      yield* gate.pass();
      return 'its end';
    });
    const operation = select({ a, task });
    a.give('item');
    expect(await operation).toEqual({ key: 'a', value: 'item' });
    expect(task.state).not.toBe('cancelled');
    gate.admit(1);
    expect(await select({ a, task })).toEqual({ key: 'task', value: 'its end' });
    expect(a.waiting).toBe(0);
    expect(await select({ a, task })).toEqual({ key: 'task', value: 'its end' });
  });

  test('cancelled while it waits for a task, leaves that one running', async () => {
    const gate = new Gate();
    const task = spawn(function* () {
      yield* gate.pass();
      return 'went on';
    });
    const waiting = spawn(function* () {
      yield* select({ task });
    });
    await sleep(0);
    waiting.cancel();
    await expect(waiting).rejects.toThrow(CancelledError);
    gate.admit(1);
    expect(await task).toBe('went on');
  });

  test('fails with the failure of the task', async () => {
    const task = spawn(function* () {
      yield* sleep(1);
      throw new RangeError('broken');
    });
    await expect(select({ task, a: new Source('a') })).rejects.toThrow('broken');
    await expect(select({ task, a: new Source('a') })).rejects.toThrow('broken');
  });

  test('may have one task under two keys', async () => {
    const task = spawn(() => 1);
    expect((await select({ one: task, two: task })).value).toBe(1);
  });

  test('refuses the task that waits', async () => {
    const task = spawn(function* () {
      yield* select({ me: currentTask()! });
    });
    await expect(task).rejects.toThrow(InvalidStateError);
    await expect(task).rejects.toThrow('select: me is the task that waits');
  });
});

describe('after(ms)', () => {
  test('is chosen when the time is over, and begins anew with each select', async () => {
    const [a, late] = [new Source<string>('a'), after(2)];
    for (let i = 0; i < 3; i++) {
      const start = performance.now();
      expect(await select({ a, late })).toEqual({ key: 'late', value: undefined });
      expect(performance.now() - start).toBeGreaterThanOrEqual(1.5);
    }
    expect(a.waiting).toBe(0);
  });

  test('of the shortest wins', async () => {
    expect((await select({ long: after(1000), short: after(1) })).key).toBe('short');
  });

  test('of 0 comes after whatever is there', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await select({ none: after(0), a: ready('a', 1) })).key).toBe('a');
      expect((await select({ none: after(0), a: new Source('a') })).key).toBe('none');
    }
  });

  test.each([[-1], [Number.NaN], ['5'], [undefined]])('refuses %s', (ms) => {
    expect(() => after(ms as never)).toThrow(InvalidArgumentError);
    expect(() => after(ms as never)).toThrow('after: ms must be a number of milliseconds');
  });
});

describe('bad input', () => {
  test.each([[undefined], [null], [1], ['queue'], [[]], [[after(1)]], [() => {}]])(
    '%s is no object of things',
    (things) => {
      expect(() => select(things as never)).toThrow(InvalidArgumentError);
      expect(() => select(things as never)).toThrow('select: needs an object');
    },
  );

  test('nothing to wait for is refused', () => {
    expect(() => select({})).toThrow('select: there is nothing to wait for in {}');
  });

  test.each([[undefined], [null], [1], [{}], [() => {}]])(
    'what cannot be waited for (%s) is refused by its key, before anything is begun',
    (thing) => {
      const a = new Source<string>('a');
      expect(() => select({ a, wrong: thing as never })).toThrow(
        'select: wrong cannot be waited for',
      );
      expect([a.attempts, a.waiting]).toEqual([0, 0]);
    },
  );

  test('a promise is refused, and the message says what to do', () => {
    expect(() => select({ p: Promise.resolve(1) as never })).toThrow('spawn(() => promise)');
  });

  test('options are looked at first', () => {
    const a = new Source<string>('a');
    expect(() => select({ a }, 5 as never)).toThrow(InvalidArgumentError);
    expect(() => select({ a }, { timeout: -1 })).toThrow(InvalidArgumentError);
    expect(a.attempts).toBe(0);
  });
});

test('the key tells which type the value has', async () => {
  const chosen = await select({
    n: ready('n', 1),
    s: ready('s', 'x'),
    t: after(1),
    d: spawn(() => true),
  });
  expectTypeOf(chosen.key).toEqualTypeOf<'n' | 's' | 't' | 'd'>();
  if (chosen.key === 'n') expectTypeOf(chosen.value).toEqualTypeOf<number>();
  else if (chosen.key === 's') expectTypeOf(chosen.value).toEqualTypeOf<string>();
  else if (chosen.key === 't') expectTypeOf(chosen.value).toEqualTypeOf<undefined>();
  else expectTypeOf(chosen.value).toEqualTypeOf<boolean>();
});
