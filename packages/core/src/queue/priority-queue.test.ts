import { array, assert, integer, nat, property, record } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { select } from '../coroutine/select.ts';
import { InvalidArgumentError, InvalidStateError, ShutDownError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { PriorityQueue } from './priority-queue.ts';

interface Job {
  readonly key: number;
  readonly name: string;
}

const byKey = (a: Job, b: Job): number => a.key - b.key;

function drained<T>(queue: PriorityQueue<T>): T[] {
  const all: T[] = [];
  while (!queue.empty) all.push(queue.tryGet()!);
  return all;
}

describe('order', () => {
  test.each<[string, unknown[]]>([
    ['numbers', [3, -1, 2.5, Infinity, 0]],
    ['strings', ['b', 'a', '', 'ba']],
    ['bigints', [3n, -1n, 2n]],
    ['dates', [new Date(3), new Date(1), new Date(2)]],
    [
      'pairs of a number and something',
      [
        [2, 'sweep'],
        [1, 'cook'],
        [2, 'eat'],
        [0, {}],
      ],
    ],
  ])('%s: the least comes out first', (_, items) => {
    const queue = new PriorityQueue<unknown>();
    for (const item of items) queue.tryPut(item);
    const all = drained(queue);
    expect(new Set(all)).toEqual(new Set(items));
    for (const [index, item] of all.slice(1).entries()) expect(all[index]! < item!).toBe(true);
  });

  test('whatever is put and got, the least comes out, and of equals what was put first', () => {
    const step = record({ key: nat(4), gets: nat(2) });
    assert(
      property(array(step, { maxLength: 80 }), (steps) => {
        const queue = new PriorityQueue<Job>({ compare: byKey });
        const model: Job[] = [];
        for (const [index, { key, gets }] of steps.entries()) {
          const job = { key, name: `${index}` };
          queue.tryPut(job);
          model.push(job);
          for (let i = 0; i < gets; i++) {
            const next = model.toSorted(byKey)[0];
            expect(queue.tryGet()).toBe(next);
            if (next !== undefined) model.splice(model.indexOf(next), 1);
          }
        }
        const rest = model.toSorted(byKey);
        expect(queue.size).toBe(rest.length);
        for (const [index, job] of drained(queue).entries()) expect(job).toBe(rest[index]);
      }),
    );
  });

  test('compare turns the order round', async () => {
    const queue = new PriorityQueue<number>({ compare: (a, b) => b - a });
    await queue.putMany([1, 3, 2]);
    expect(await queue.getMany()).toEqual([3, 2, 1]);
  });

  test('who waits is served first come, first served; what waits for room goes to its place', async () => {
    const queue = new PriorityQueue<number>({ maxsize: 2 });
    const gets = [queue.get(), queue.get()];
    for (const item of [2, 1]) await queue.put(item);
    expect(await Promise.all(gets.map((get) => get.toPromise()))).toEqual([2, 1]);
    await queue.putMany([5, 6]);
    const puts = [queue.put(7), queue.put(1)];
    expect(await queue.getMany(1)).toEqual([5]);
    expect(await queue.getMany(1)).toEqual([6]);
    for (const put of puts) await put;
    expect(await queue.getMany()).toEqual([1, 7]);
  });

  test('put again as the store gives them, equals come out as they would have', () => {
    const pairs = array(record({ key: nat(2), gets: nat(1) }), { maxLength: 30 });
    assert(
      property(pairs, (steps) => {
        const queue = new PriorityQueue<Job>({ compare: byKey });
        const again = new PriorityQueue<Job>({ compare: byKey });
        for (const [index, { key, gets }] of steps.entries()) {
          queue.tryPut({ key, name: `${index}` });
          if (gets > 0) queue.tryGet();
        }
        for (const job of queue._store.items()) again.tryPut(job);
        expect(drained(again)).toEqual(drained(queue));
      }),
    );
  });
});

describe('items that have no order between them', () => {
  test.each<[unknown, unknown, string]>([
    [{}, {}, 'an object (Object) and an object (Object)'],
    [1, 'a', '"a" and 1'],
    [1, 1n, '1n and 1'],
    [1, NaN, 'NaN and 1'],
    [[1, {}], [1, {}], 'an array and an array'],
    [new Date(1), 1, '1 and an object (Date)'],
  ])('%o and %o: the put fails, names both, and changes nothing', async (a, b, both) => {
    const queue = new PriorityQueue<unknown>({ name: 'jobs' });
    await queue.put(a);
    const message = `priority queue "jobs": there is no order between ${both}; pass { compare: (a, b) => number }`;
    expect(() => queue.put(b)).toThrow(InvalidArgumentError);
    expect(() => queue.put(b)).toThrow(message);
    expect(() => queue.put(b, { timeout: 5 })).toThrow(message);
    expect(() => queue.tryPut(b)).toThrow(message);
    expect(queue.size).toBe(1);
    queue.tryGet();
    queue.taskDone();
    await queue.join({ timeout: 0 });
  });
});

/** Compares by the key, until the given number of calls from now, which fails. */
class Failing {
  callsLeft = Infinity;
  readonly error: Error = new RangeError('cannot tell');
  readonly compare = (a: Job, b: Job): number => {
    if (this.callsLeft-- === 0) throw this.error;
    return byKey(a, b);
  };
}

describe('a comparator that fails', () => {
  test('at any call: that put or get fails, and the queue is as it was', () => {
    const keys = array(nat(9), { minLength: 3, maxLength: 20 });
    assert(
      property(keys, nat(9), integer({ min: 0, max: 8 }), (all, key, calls) => {
        const failing = new Failing();
        const queue = new PriorityQueue<Job>({ compare: failing.compare });
        for (const [index, each] of all.entries()) queue.tryPut({ key: each, name: `${index}` });
        const expected = all
          .map((each, index) => ({ key: each, name: `${index}` }))
          .toSorted(byKey);
        const job = { key, name: 'last' };
        const steps: [() => void, () => void][] = [
          [() => queue.tryPut(job), () => expected.push(job)],
          [() => queue.tryGet(), () => expected.shift()],
        ];
        for (const [step, done] of steps) {
          failing.callsLeft = calls;
          let thrown: unknown;
          try {
            step();
          } catch (error) {
            thrown = error;
          }
          failing.callsLeft = Infinity;
          if (thrown === undefined) done();
          else expect(thrown).toBe(failing.error);
          expected.sort(byKey);
          expect(queue.size).toBe(expected.length);
        }
        expect(drained(queue)).toEqual(expected);
      }),
    );
  });

  test('putMany puts all or none', () => {
    const keys = array(nat(9), { minLength: 1, maxLength: 12 });
    assert(
      property(keys, keys, nat(30), (before, added, calls) => {
        const failing = new Failing();
        const queue = new PriorityQueue<Job>({ compare: failing.compare });
        const named = (from: string) => (key: number, index: number) => ({
          key,
          name: `${from}${index}`,
        });
        const [first, second] = [before.map(named('a')), added.map(named('b'))];
        for (const job of first) queue.tryPut(job);
        failing.callsLeft = calls;
        let isPut = true;
        try {
          void queue.putMany(second);
        } catch (error) {
          expect(error).toBe(failing.error);
          isPut = false;
        }
        failing.callsLeft = Infinity;
        const expected = isPut ? [...first, ...second] : first;
        const last = { key: 5, name: 'last' };
        queue.tryPut(last);
        expect(drained(queue)).toEqual([...expected, last].toSorted(byKey));
        for (let i = 0; i <= expected.length; i++) queue.taskDone();
        expect(() => queue.taskDone()).toThrow('more often than items were put');
      }),
    );
  });

  test('getMany gives what is out already, and the next get fails', async () => {
    const failing = new Failing();
    const queue = new PriorityQueue<Job>({ compare: failing.compare });
    const jobs = [1, 2, 3, 4, 5].map((key) => ({ key, name: `${key}` }));
    await queue.putMany(jobs);
    // Two calls take the first one out of five, and the next one out of four.
    failing.callsLeft = 2;
    expect(await queue.getMany()).toEqual(jobs.slice(0, 1));
    failing.callsLeft = 0;
    expect(() => queue.getMany()).toThrow(failing.error);
    failing.callsLeft = Infinity;
    expect(await queue.getMany()).toEqual(jobs.slice(1));
  });

  test('while others wait: it fails whoever waits for that step, and the others go on', async () => {
    const failing = new Failing();
    const queue = new PriorityQueue<Job>({ maxsize: 2, compare: failing.compare });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name, key) => ({ key, name })) as [
      Job,
      Job,
      Job,
      Job,
    ];
    await queue.putMany([a, b]);
    const puts = [queue.put(c), queue.put(d)];
    failing.callsLeft = 0; // two are there, and the last of two needs no comparison
    expect(queue.tryGet()).toBe(a);
    await expect(puts[0]).rejects.toBe(failing.error);
    await puts[1];
    expect(drained(queue)).toEqual([b, d]);
    expect(() => queue.taskDone()).not.toThrow();
  });

  test('in a coroutine it is thrown there, and of a select nothing is left waiting', async () => {
    const queue = new PriorityQueue<Job>({
      compare: () => {
        throw new RangeError('cannot tell');
      },
    });
    const other = new PriorityQueue<number>();
    await queue.put({ key: 1, name: 'first' });
    const caught = await spawn(function* () {
      const errors: unknown[] = [];
      for (const attempt of [
        () => queue.put({ key: 2, name: 'second' }),
        () => queue.putMany([{ key: 2, name: 'second' }]),
        () => select({ other, put: queue.putting({ key: 2, name: 'second' }) }),
      ]) {
        try {
          yield* attempt();
        } catch (error) {
          errors.push(error);
        }
      }
      return errors;
    });
    expect(caught.map(String)).toEqual(Array(3).fill('RangeError: cannot tell'));
    expect([other.tryPut(1), other.tryGet()]).toEqual([true, 1]);
    expect(queue.size).toBe(1);
  });

  test.each([[NaN], [undefined], [null], ['1'], [true], [1n], [{}]])(
    'one that gives %o instead of a number',
    async (given) => {
      const queue = new PriorityQueue<number>({ name: 'jobs', compare: () => given as never });
      await queue.put(1);
      expect(() => queue.put(2)).toThrow(InvalidArgumentError);
      expect(() => queue.put(2)).toThrow(
        /^priority queue "jobs": compare must give a number, gave .* for 2 and 1$/,
      );
      expect(drained(queue)).toEqual([1]);
    },
  );

  test.each<[string, (queue: PriorityQueue<number>) => unknown]>([
    ['puts', (queue) => queue.tryPut(7)],
    ['puts many', (queue) => queue.putMany([7, 8])],
    ['takes', (queue) => queue.tryGet()],
    ['waits for one', (queue) => queue.get()],
    ['throws all away', (queue) => queue.shutdown({ immediate: true })],
  ])('one that %s is refused, and the queue is as it was', async (_, change) => {
    let isChanging = false;
    const queue: PriorityQueue<number> = new PriorityQueue({
      name: 'jobs',
      compare: (a, b) => {
        if (isChanging) change(queue);
        return a - b;
      },
    });
    await queue.putMany([5, 3, 4]);
    for (const step of [() => queue.tryPut(2), () => queue.putMany([2]), () => queue.get()]) {
      isChanging = true;
      expect(step).toThrow(InvalidStateError);
      expect(step).toThrow('priority queue "jobs": compare must not change the queue');
      isChanging = false;
      expect([queue.size, queue.closed]).toEqual([3, false]);
    }
    expect(drained(queue)).toEqual([3, 4, 5]);
    for (let i = 0; i < 3; i++) queue.taskDone();
    await queue.join({ timeout: 0 });
  });

  test('one may look at the queue', async () => {
    const sizes: number[] = [];
    const queue: PriorityQueue<number> = new PriorityQueue({
      compare: (a, b) => {
        sizes.push(queue.size);
        return a - b;
      },
    });
    await queue.putMany([2, 1]);
    expect([sizes, drained(queue)]).toEqual([[1], [1, 2]]);
  });
});

describe('bad input', () => {
  test.each([
    [{ compare: 5 }],
    [{ compare: null }],
    [{ compare: 'asc' }],
    [{ maxsize: -1 }],
    [{ maxsize: '5' }],
    [{ name: 5 }],
    [null],
    [() => 0],
  ])('it cannot be made with %o', (options) => {
    expect(() => new PriorityQueue(options as never)).toThrow(InvalidArgumentError);
    expect(() => new PriorityQueue(options as never)).toThrow(/^new PriorityQueue: .*, got /);
  });

  test('messages call it a priority queue', async () => {
    const queue = new PriorityQueue<number>({ name: 'jobs', maxsize: 1 });
    await queue.put(1);
    await expect(queue.put(2, { timeout: 0 })).rejects.toThrow(
      'put into priority queue "jobs" timed out after 0 ms: it holds 1 of 1 items',
    );
    queue.shutdown();
    expect(() => queue.tryPut(1)).toThrow(ShutDownError);
    expect(() => queue.tryPut(1)).toThrow(
      'cannot put into priority queue "jobs": it was shut down',
    );
  });
});

test('types: items may be of any kind, and compare is of theirs', async () => {
  const queue = new PriorityQueue<[number, string]>();
  expectTypeOf(queue.get).returns.toEqualTypeOf<Operation<[number, string]>>();
  expectTypeOf(queue.tryGet()).toEqualTypeOf<[number, string] | undefined>();
  await queue.put([1, 'cook']);
  // @ts-expect-error an item of the wrong kind
  expect(() => queue.tryPut('text')).toThrow(InvalidArgumentError);
  // What is compared says what the items are.
  const jobs = new PriorityQueue({ compare: (a: Job, b: Job) => a.key - b.key });
  expectTypeOf(jobs).toEqualTypeOf<PriorityQueue<Job>>();
  // @ts-expect-error compare gives a number
  expect(new PriorityQueue<Job>({ compare: (a, b) => a.key < b.key }).size).toBe(0);
});
