import { describe, expect, expectTypeOf, test } from 'vitest';
import { liveTasks } from '../coroutine/scope.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  NoSchedulerError,
} from '../errors.ts';
import { Event } from '../lock/event.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Channel } from './channel.ts';
import { pipeline, type Pipeline } from './pipeline.ts';
import { Queue } from './queue.ts';
import { stage } from './stage.ts';

class Planned extends Error {}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const got: T[] = [];
  for await (const item of items) got.push(item);
  return got;
}

/** Gives all tasks and promises their turns until none of them can go on. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await spawn(function* () {
      for (let turn = 0; turn < 50; turn++) yield* yieldNow();
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** The names of all tasks that have not ended. */
function alive(): string[] {
  return Array.from(liveTasks(), (task) => task.name);
}

describe('a pipeline', () => {
  test('takes each item through its stages: plain, coroutine and async functions', async () => {
    const results = pipeline(
      ['1', '2', '3'],
      (text) => Number(text),
      function* (n) {
        yield* yieldNow();
        return n * 10;
      },
      async (n) => `<${n}>`,
      (text) => spawn(() => `${text}!`),
    );
    expectTypeOf(results).toEqualTypeOf<Pipeline<string>>();
    expect(await results.collect()).toEqual(['<10>!', '<20>!', '<30>!']);
    expect(alive()).toEqual([]);
  });

  test('of eight stages knows what comes out', async () => {
    const add = (n: number): number => n + 1;
    const results = pipeline([0], add, add, add, add, add, add, add, String);
    expectTypeOf(results).toEqualTypeOf<Pipeline<string>>();
    expect(await results.collect()).toEqual(['7']);
  });

  test('of a stage with options knows what goes in', async () => {
    const lengths = pipeline(
      ['a', 'bcd'],
      stage((word) => word.length, { workers: 2 }),
    );
    expectTypeOf(lengths).toEqualTypeOf<Pipeline<number>>();
    expect(await lengths.collect()).toEqual([1, 3]);
  });

  test('a stage with options that says what goes in may come after any function', async () => {
    const length = (word: string): number => word.length;
    const lengths = pipeline(['a', 'bcd'], (word) => `${word}!`, stage(length, { workers: 2 }));
    expectTypeOf(lengths).toEqualTypeOf<Pipeline<number>>();
    expect(await lengths.collect()).toEqual([2, 4]);
  });

  test('without a stage gives the items', async () => {
    expect(await all(pipeline([1, 2, 3]))).toEqual([1, 2, 3]);
  });

  test('undefined is an item, and a result', async () => {
    const seen: unknown[] = [];
    const results = pipeline([undefined, 1, undefined], (item) => void seen.push(item));
    expect(await all(results)).toEqual([undefined, undefined, undefined]);
    expect(seen).toEqual([undefined, 1, undefined]);
  });

  test('of nothing ends at once', async () => {
    expect(await pipeline([], String).collect()).toEqual([]);
    expect(await all(pipeline([], stage(String, { workers: 3 })))).toEqual([]);
  });

  test('runs nothing before it is used, and each use is a run of its own', async () => {
    const seen: number[] = [];
    const results = pipeline([1, 2], (n) => seen.push(n));
    const iterator = results[Symbol.asyncIterator]();
    await settle();
    expect(seen).toEqual([]);
    await iterator.return?.();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(seen).toEqual([]);
    await results.drain();
    await results.drain();
    expect(seen).toEqual([1, 2, 1, 2]);
  });

  test('forEach runs in the coroutine that calls it', async () => {
    const got: number[] = [];
    await spawn(function* () {
      yield* pipeline([1, 2, 3], (n) => n * 2).forEach(function* (n) {
        yield* yieldNow();
        got.push(n);
      });
    });
    expect(got).toEqual([2, 4, 6]);
  });

  test('several next() at a time get a result each', async () => {
    const iterator = pipeline([1, 2], (n) => n * 2)[Symbol.asyncIterator]();
    const three = [iterator.next(), iterator.next(), iterator.next()];
    const results = await Promise.all(three);
    expect(results.map(({ value }) => value)).toEqual([2, 4, undefined]);
  });
});

describe('the source', () => {
  async function* counting(): AsyncGenerator<number, void, void> {
    yield 1;
    yield 2;
  }
  const queue = (): Queue<number> => {
    const items = new Queue<number>();
    for (const item of [1, 2]) items.tryPut(item);
    items.shutdown();
    return items;
  };
  const channel = (): Channel<number> => {
    const items = new Channel<number>();
    spawn(function* () {
      for (const item of [1, 2]) yield* items.send(item);
      items.close();
    });
    return items;
  };
  test('may be a text', async () => {
    const letters = pipeline('abc', (char) => char.toUpperCase());
    expect(await letters.collect()).toEqual(['A', 'B', 'C']);
  });

  test.each<[string, () => Iterable<number> | AsyncIterable<number>]>([
    ['a set', () => new Set([1, 2])],
    ['a generator', () => [1, 2].values()],
    ['an async generator', counting],
    ['a stream', () => queue().readable],
    ['a queue', queue],
    ['a channel', channel],
    ['a pipeline', () => pipeline([0, 1], (n) => n + 1)],
  ])('may be %s', async (_, source) => {
    expect(await pipeline(source(), (n) => n * 2).collect()).toEqual([2, 4]);
  });

  test.each(['sync', 'async'])(
    'hears that nobody wants more: a %s iterator returns',
    async (kind) => {
      const log: string[] = [];
      const steps = {
        next: () => ({ done: false as const, value: log.push('next') }),
        return: () => ({ done: true as const, value: void log.push('return') }),
      };
      const source =
        kind === 'sync'
          ? { [Symbol.iterator]: () => steps }
          : {
              [Symbol.asyncIterator]: () => ({
                next: async () => steps.next(),
                return: async () => steps.return(),
              }),
            };
      for await (const item of pipeline(source, (n) => n)) if (item === 3) break;
      expect(log.at(-1)).toBe('return');
      expect(log.filter((step) => step === 'return')).toHaveLength(1);
      expect(alive()).toEqual([]);
    },
  );

  test('that never gives its next item does not keep a loop that was left', async () => {
    let returned = false;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => {
        const first = [1];
        return {
          next: () =>
            first.length > 0
              ? Promise.resolve({ done: false, value: first.pop()! })
              : new Promise(() => {}),
          return: () => {
            returned = true;
            return new Promise(() => {});
          },
        };
      },
    };
    for await (const item of pipeline(source, (n) => n)) {
      expect(item).toBe(1);
      await settle();
      break;
    }
    expect(returned).toBe(true);
    expect(alive()).toEqual([]);
  });

  test('a queue loses nothing that the pipeline has not begun with', async () => {
    const items = new Queue<number>();
    const iterator = pipeline(items, (n) => n)[Symbol.asyncIterator]();
    const first = iterator.next();
    await items.put(1);
    expect(await first).toEqual({ done: false, value: 1 });
    await settle();
    await iterator.return?.();
    await items.put(2);
    expect(items.size).toBe(1);
  });
});

describe('workers', () => {
  /** Each item's work ends when it is let go. */
  class Work {
    readonly began: number[] = [];
    readonly #gates = new Map<number, Event>();

    #gate(item: number): Event {
      const gate = this.#gates.get(item) ?? new Event();
      this.#gates.set(item, gate);
      return gate;
    }

    letGo(item: number): void {
      this.#gate(item).set();
    }

    readonly do = (item: number): Coroutine<number> => this.#do(item);

    *#do(item: number): Coroutine<number> {
      this.began.push(item);
      yield* this.#gate(item).wait();
      return item;
    }
  }

  test('work at the same time, no more than they are', async () => {
    const work = new Work();
    const collecting = pipeline([1, 2, 3, 4, 5], stage(work.do, { workers: 3 })).collect();
    await settle();
    expect(work.began).toEqual([1, 2, 3]);
    for (const item of [1, 2, 3, 4, 5]) work.letGo(item);
    expect(await collecting).toEqual([1, 2, 3, 4, 5]);
  });

  test.each([
    [true, [1, 2, 3, 4]],
    [false, [3, 2, 4, 1]],
  ])('ordered: %s', async (ordered, expected) => {
    const work = new Work();
    const got: number[] = [];
    const running = spawn(function* () {
      yield* pipeline([1, 2, 3, 4], stage(work.do, { workers: 4, ordered })).forEach(
        (item) => void got.push(item),
      );
    });
    for (const item of [3, 2, 4, 1]) {
      await settle();
      work.letGo(item);
    }
    await running;
    expect(got).toEqual(expected);
  });

  test.each([
    [1, 1, true],
    [1, 0, true],
    [3, 0, true],
    [3, 0, false],
    [3, 2, true],
    [2, 5, false],
  ])(
    '%i of them with a buffer of %i (ordered: %s) hold no more than both together',
    async (workers, buffer, ordered) => {
      let pulled = 0;
      const source = function* (): Generator<number, void, void> {
        for (;;) yield ++pulled;
      };
      const hold = stage((n: number) => n, { workers, buffer, ordered });
      const iterator = pipeline(source(), hold, hold)[Symbol.asyncIterator]();
      const most = 2 * (workers + buffer);
      expect(await iterator.next()).toEqual({ done: false, value: 1 });
      for (let taken = 1; taken <= 20; taken++) {
        await settle();
        // One more is in the hands of the source.
        expect(pulled - taken).toBe(most + 1);
        expect((await iterator.next()).done).toBe(false);
      }
      await iterator.return?.();
    },
  );

  test('their tasks and what they wait for have names', async () => {
    const work = new Work();
    const iterator = pipeline([1, 2, 3], stage(work.do, { workers: 2, name: 'weave' }))[
      Symbol.asyncIterator
    ]();
    const next = iterator.next();
    await settle();
    expect(alive()).toEqual(['pipeline', 'weave-1', 'weave-2']);
    work.letGo(2);
    await settle();
    const waits = Array.from(liveTasks(), (task) => task._waitsFor?._describe());
    expect(waits).toContain('turn of the results of stage "weave"');
    work.letGo(1);
    await next;
    await iterator.return?.();
  });
});

describe('a failure', () => {
  const fail = (n: number): number => {
    if (n === 3) throw new Planned('at 3');
    return n;
  };
  test.each<[string, Pipeline<unknown>]>([
    ['a plain stage', pipeline([1, 2, 3, 4], fail)],
    [
      'a coroutine',
      pipeline([1, 2, 3, 4], function* (n) {
        yield* yieldNow();
        return fail(n);
      }),
    ],
    ['an async stage', pipeline([1, 2, 3, 4], async (n) => fail(n))],
    ['a promise', pipeline([1, 2, 3, 4], (n) => Promise.resolve(n).then(fail))],
    ['a stage of many', pipeline([1, 2, 3, 4], stage(fail, { workers: 3 }), String)],
    ['the first of two', pipeline([1, 2, 3, 4], fail, stage(String, { workers: 2 }))],
    [
      'an iterator',
      pipeline(
        (function* () {
          for (const n of [1, 2, 3]) yield fail(n);
        })(),
        String,
      ),
    ],
    [
      'an async iterator',
      pipeline(
        (async function* () {
          yield fail(1);
          yield fail(3);
        })(),
        String,
      ),
    ],
    ['a pipeline before it', pipeline(pipeline([1, 2, 3], fail), String)],
  ])('of %s is what comes out, and the end of all', async (_, results) => {
    const reported = await unhandledIn(async () => {
      await expect(all(results)).rejects.toThrow(Planned);
      await expect(results.drain())
        .resolves.toBeUndefined()
        .catch(() => {});
    });
    expect(reported).toEqual([]);
    expect(alive()).toEqual([]);
  });

  test('goes through collect, drain and forEach as it is', async () => {
    const results = pipeline([1, 2, 3, 4], fail);
    await expect(results.collect()).rejects.toThrow(Planned);
    await expect(results.drain()).rejects.toThrow(Planned);
    const each = spawn(() => results.forEach(() => {}));
    await expect(each).rejects.toThrow(Planned);
    expect(each.cancelling).toBe(0);
  });

  test('after it, there is nothing more to get', async () => {
    const iterator = pipeline([3], fail)[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toThrow(Planned);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test('cancels the other workers, and waits for their ends', async () => {
    const log: string[] = [];
    const results = pipeline(
      [1, 2],
      stage(
        function* (n) {
          try {
            if (n === 2) throw new Planned('at 2');
            yield* new Event().wait();
          } finally {
            yield* yieldNow();
            log.push(`${n} has ended`);
          }
        },
        { workers: 2 },
      ),
    );
    await expect(results.drain()).rejects.toThrow(Planned);
    expect(log.toSorted()).toEqual(['1 has ended', '2 has ended']);
  });

  test('waits for an async function, which nobody can end', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const results = pipeline(
      [1, 2],
      stage(
        async (n) => {
          if (n === 2) throw new Planned('at 2');
          await promise;
        },
        { workers: 2 },
      ),
    );
    const draining = results.drain().catch((error: unknown) => {
      isOver = true;
      return error;
    });
    await settle();
    expect(isOver).toBe(false);
    resolve();
    expect(await draining).toBeInstanceOf(Planned);
  });

  test('of several at once is the first, and the host has none to report', async () => {
    const reported = await unhandledIn(async () => {
      const results = pipeline(
        [1, 2, 3],
        stage(
          async (n) => {
            await Promise.resolve();
            throw new Planned(`at ${n}`);
          },
          { workers: 3 },
        ),
      );
      await expect(results.collect()).rejects.toThrow('at 1');
    });
    expect(reported).toEqual([]);
  });

  test('of the body of forEach ends all of it', async () => {
    const each = spawn(() => pipeline([1, 2, 3], (n) => n).forEach((n) => void fail(n)));
    await expect(each).rejects.toThrow(Planned);
    expect(alive()).toEqual([]);
  });

  test('of a source that is told to end is not lost', async () => {
    const source = (): AsyncIterable<number> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 1 }),
        return: () => Promise.reject(new Planned('at the end')),
      }),
    });
    const loop = async (): Promise<void> => {
      for await (const _ of pipeline(source(), String)) {
        await settle(); // it waits for room now, and not for the next item
        break;
      }
    };
    await expect(loop()).rejects.toThrow(Planned);
  });
});

describe('cancelled', () => {
  test('a task that collects ends all of it', async () => {
    const log: string[] = [];
    const collecting = pipeline(
      [1, 2, 3],
      stage(
        function* (n) {
          try {
            yield* new Event().wait();
          } finally {
            log.push(`${n} has ended`);
          }
        },
        { workers: 2 },
      ),
    ).collect();
    await settle();
    expect(collecting.cancel()).toBe(true);
    await expect(collecting).rejects.toThrow(CancelledError);
    expect(log).toEqual(['1 has ended', '2 has ended']);
    expect(alive()).toEqual([]);
  });

  test('a stage that comes to a result all the same keeps nobody', async () => {
    const collecting = pipeline(
      [1, 2, 3],
      stage(
        function* (n) {
          try {
            yield* new Event().wait();
          } catch {
            // It does not want to hear.
          }
          return n;
        },
        { workers: 2 },
      ),
      String,
    ).collect();
    await settle();
    collecting.cancel();
    await expect(collecting).rejects.toThrow(CancelledError);
    expect(alive()).toEqual([]);
  });

  test('who waits for a result ends all of it', async () => {
    const waiting = spawn(() => pipeline(new Queue<number>(), String).collect());
    await settle();
    waiting.cancel();
    await expect(waiting).rejects.toThrow(CancelledError);
    expect(alive()).toEqual([]);
  });
});

describe('bad input', () => {
  test.each<[string, () => unknown, string]>([
    ['a number', () => pipeline(5 as never), 'got 5'],
    ['null', () => pipeline(null as never), 'got null'],
    ['an operation', () => pipeline(spawn(() => 1) as never), 'got an object (Task)'],
    [
      'a function',
      () => pipeline(function* numbers() {} as never),
      'got function numbers: call it, and pass what it gives',
    ],
  ])('%s is no source', (_, make, message) => {
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(
      `pipeline: the source must be an iterable, an async iterable, a queue or a channel, ${message}`,
    );
  });

  test('a coroutine is no source', async () => {
    const waits = function* (): Coroutine<void> {
      yield* new Event().wait();
    };
    await expect(pipeline(waits()).collect()).rejects.toThrow(
      'pipeline: the source is a coroutine, which gives no items',
    );
  });

  test('a stage is a function', () => {
    expect(() => pipeline([1], String, 'parse' as never)).toThrow(
      new InvalidArgumentError(
        'pipeline: stage 2 must be a function, or stage(function, { … }), got "parse"',
      ),
    );
    expect(() => stage({} as never)).toThrow(
      new InvalidArgumentError(
        'stage: needs a function to call with each item (a coroutine function, an async one or a plain one), got an object (Object)',
      ),
    );
  });

  test.each<[object | number | null, string]>([
    [{ workers: 0 }, 'workers must be a whole number from 1 up, got 0'],
    [{ workers: 1.5 }, 'workers must be a whole number from 1 up, got 1.5'],
    [{ workers: '2' }, 'workers must be a whole number from 1 up, got "2"'],
    [{ buffer: -1 }, 'buffer must be a whole number from 0 up, got -1'],
    [{ buffer: Infinity }, 'buffer must be a whole number from 0 up, got Infinity'],
    [{ ordered: 'no' }, 'ordered must be true or false, got "no"'],
    [{ name: 5 }, 'name must be a string, got 5'],
    [{ threads: 2 }, 'threads must be true or false, got 2'],
    [
      { threads: true },
      "with threads it needs a function of a tasks() module, got function String; a thread has its own memory and finds the function by the module's id: export const work = tasks('work', import.meta.url, { String }) in a file of its own, and stage(work.String, …)",
    ],
    [4, 'options must be an object, got 4'],
    [null, 'options must be an object, got null'],
  ])('stage(fn, %o)', (options, message) => {
    expect(() => stage(String, options as never)).toThrow(
      new InvalidArgumentError(`stage: ${message}`),
    );
  });

  test('an async function* is no stage', async () => {
    const spread = async function* (n: number): AsyncGenerator<number> {
      yield n;
    };
    await expect(pipeline([1], spread).collect()).rejects.toThrow(
      'stage "spread" is an async function*, which gives no result',
    );
  });

  test('forEach takes a function that is not async', async () => {
    expect(() => pipeline([1]).forEach(5 as never)).toThrow(
      new InvalidArgumentError('forEach of a pipeline: needs a function, got 5'),
    );
    await expect(spawn(() => pipeline([1]).forEach((async () => {}) as never))).rejects.toThrow(
      'forEach of a pipeline: the body is an async function; use for await, or a generator function',
    );
  });

  test('forEach is for yield*, once', async () => {
    const each = pipeline([1]).forEach(() => {});
    await expect(Promise.resolve(each)).rejects.toThrow(InvalidArgumentError);
    expect(() =>
      pipeline([1])
        .forEach(() => {})
        .next(),
    ).toThrow(NoSchedulerError);
    const twice = spawn(function* () {
      yield* each;
      yield* each;
    });
    await expect(twice).rejects.toThrow(InvalidStateError);
  });
});
