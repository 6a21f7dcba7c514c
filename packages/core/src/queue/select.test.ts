import {
  array,
  assert,
  asyncProperty,
  constant,
  integer,
  nat,
  oneof,
  property,
  record,
  uniqueArray,
} from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { select, type Selectables } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { CancelledError, CannotSendError, ShutDownError } from '../errors.ts';
import type { Guard } from '../lock/guard.ts';
import { Lock } from '../lock/lock.ts';
import { shareLocks } from '../lock/share.ts';
import { thisAgent } from '../memory/agent.ts';
import type { Operation } from '../operation/operation.ts';
import { installPlatform, platform } from '../realm.ts';
import { after } from '../time/after.ts';
import { sleep } from '../time/sleep.ts';
import { kindOf } from '../wire/kind.ts';
import { Queue } from './queue.ts';
import { shareQueues } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareQueues();
shareLocks();

/** Where the things are: in this thread, or in shared memory, as after a hand-over. */
const places = [
  ['local', <T extends object>(thing: T): T => thing],
  [
    'shared',
    <T extends object>(thing: T): T => {
      thisAgent();
      kindOf(thing)!.toHandle(thing as never);
      return thing;
    },
  ],
] as const;

function expectCancelled(error: unknown): void {
  if (!(error instanceof CancelledError)) throw error;
}

describe.each(places)('select over %s queues and locks', (_, place) => {
  test('gives a queue’s item, or a lock’s guard', async () => {
    const [queue, lock] = [place(new Queue<string>()), place(new Lock())];
    const held = await lock.acquire();
    const operation = select({ queue, lock });
    expectTypeOf(operation).toEqualTypeOf<
      Operation<
        | { readonly key: 'queue'; readonly value: string }
        | { readonly key: 'lock'; readonly value: Guard }
      >
    >();
    queue.tryPut('item');
    expect(await operation).toEqual({ key: 'queue', value: 'item' });
    held.release();
    expect(lock.locked).toBe(false);

    const chosen = await select({ queue, lock });
    expect([chosen.key, lock.locked, queue.size]).toEqual(['lock', true, 0]);
    if (chosen.key === 'lock') chosen.value.release();
    expect(lock.locked).toBe(false);
  });

  test('with both ready, takes from one and leaves the other', async () => {
    const chosen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      const [queue, lock] = [place(new Queue<number>()), place(new Lock())];
      queue.tryPut(1);
      const { key } = await select({ queue, lock });
      expect([queue.size, lock.locked]).toEqual(key === 'queue' ? [0, false] : [1, true]);
      chosen.add(key);
    }
    expect([...chosen].toSorted()).toEqual(['lock', 'queue']);
  });

  test('putting an item: it is put only if that is chosen', async () => {
    const out = place(new Queue<string>({ maxsize: 1 }));
    const stop = place(new Queue<string>());
    expect(await select({ out: out.putting('a'), stop })).toEqual({ key: 'out', value: undefined });
    const second = select({ out: out.putting('b'), stop });
    stop.tryPut('now');
    expect(await second).toEqual({ key: 'stop', value: 'now' });
    expect([out.tryGet(), out.tryGet()]).toEqual(['a', undefined]);

    out.tryPut('c');
    const third = select({ out: out.putting('d'), stop });
    expect(out.tryGet()).toBe('c');
    expect((await third).key).toBe('out');
    expect(out.tryGet()).toBe('d');
  });

  test('one putting may serve many selects', async () => {
    const out = place(new Queue<string>());
    const putting = out.putting('again');
    for (let i = 0; i < 3; i++) await select({ putting });
    expect([out.tryGet(), out.tryGet(), out.tryGet(), out.tryGet()]).toEqual([
      'again',
      'again',
      'again',
      undefined,
    ]);
  });

  test('a get and a put of one queue: an item goes by the one that can', async () => {
    const queue = place(new Queue<number>({ maxsize: 1 }));
    expect((await select({ get: queue, put: queue.putting(1) })).key).toBe('put');
    expect(await select({ get: queue, put: queue.putting(2) })).toEqual({ key: 'get', value: 1 });
    expect(queue.size).toBe(0);
  });

  test('an empty queue that was shut down fails it, as get would; with items left it gives them', async () => {
    const [closed, open] = [place(new Queue<number>()), place(new Queue<number>())];
    closed.tryPut(1);
    closed.shutdown();
    expect(await select({ closed, open })).toEqual({ key: 'closed', value: 1 });
    await expect(select({ closed, open })).rejects.toThrow(ShutDownError);
    await expect(select({ put: closed.putting(1), open })).rejects.toThrow(ShutDownError);
    open.tryPut(2);
    expect(open.size).toBe(1);
  });

  test('a queue that is shut down meanwhile fails it, and the others are left', async () => {
    const [closing, open] = [place(new Queue<number>()), place(new Queue<number>())];
    const operation = select({ closing, open });
    closing.shutdown();
    await expect(operation).rejects.toThrow(ShutDownError);
    open.tryPut(1);
    expect(open.size).toBe(1);
  });

  test('given up, it keeps nobody from what comes: neither an item nor a permit is lost', async () => {
    const [queue, lock] = [place(new Queue<number>()), place(new Lock())];
    const held = await lock.acquire();
    await expect(select({ queue, lock }, { timeout: 1 })).rejects.toThrow('timed out');
    const behind = queue.get();
    queue.tryPut(1);
    expect(await behind).toBe(1);
    held.release();
    expect(lock.tryAcquire()).toBeDefined();
  });

  test('waits in turn with single gets: first come, first served', async () => {
    const queue = place(new Queue<number>());
    const waiting = [queue.get(), select({ queue, late: after(60_000) }), queue.get()];
    for (let n = 1; n <= 3; n++) queue.tryPut(n);
    expect(await waiting[0]).toBe(1);
    expect(await waiting[1]).toEqual({ key: 'queue', value: 2 });
    expect(await waiting[2]).toBe(3);
  });

  test('the guard that a coroutine gets is its own: it may release the lock by itself', async () => {
    const [lock, queue] = [place(new Lock()), place(new Queue<number>())];
    const held = await lock.acquire();
    const task = spawn(function* () {
      const { key } = yield* select({ queue, lock });
      lock.release();
      return key;
    });
    await sleep(0);
    held.release();
    expect(await task).toBe('lock');
    expect(lock.locked).toBe(false);
  });

  test('any order of puts, gets, selects, releases and give-ups loses nothing and doubles nothing', () => {
    const keys = uniqueArray(nat(5), { minLength: 1, maxLength: 6 });
    const step = oneof(
      record({ do: constant('put' as const), on: nat(1) }),
      record({ do: constant('get' as const), on: nat(1) }),
      record({ do: constant('select' as const), keys }),
      record({ do: constant('select' as const), keys }),
      record({ do: constant('give up' as const), which: nat(7) }),
      record({ do: constant('acquire' as const), on: nat(1) }),
      record({ do: constant('release' as const), on: nat(1) }),
    );
    assert(
      property(array(step, { maxLength: 60 }), integer({ min: 1, max: 3 }), (steps, maxsize) => {
        const queues = [
          place(new Queue<number>({ maxsize })),
          place(new Queue<number>({ maxsize })),
        ];
        const locks = [place(new Lock({ owned: false })), place(new Lock({ owned: false }))];
        const guards: (Guard | undefined)[] = [undefined, undefined];
        const put: number[][] = [[], []];
        const got: number[][] = [[], []];
        let items = 0;
        interface Waiting {
          keys: readonly string[];
          operation: Operation<{ key: string; value: unknown }>;
          abort: AbortController;
          item: number;
        }
        let waiting: Waiting[] = [];

        /** Books what has been settled, and gives the keys. */
        const settle = (): void => {
          for (const { operation, item } of waiting) {
            if (operation._state !== 1) continue;
            const { key, value } = operation._outcome();
            const on = Number(key.at(-1));
            if (key.startsWith('get')) got[on]!.push(value as number);
            else if (key.startsWith('put')) put[on]!.push(item);
            else {
              expect(guards[on]).toBeUndefined(); // never two holders
              guards[on] = value as Guard;
            }
          }
          waiting = waiting.filter(({ operation }) => !operation._settled);
          // No lost wake-up: what could go on has gone on.
          for (const { keys: open } of waiting) {
            for (const key of open) {
              const on = Number(key.at(-1));
              if (key.startsWith('get')) expect(queues[on]!.empty).toBe(true);
              else if (key.startsWith('put')) expect(queues[on]!.full).toBe(true);
              else expect(guards[on]).toBeDefined();
            }
          }
        };

        for (const one of steps) {
          if (one.do === 'put') {
            const item = ++items;
            // Whoever is served by it is the one that has waited longest.
            const first = waiting.find(({ keys: open }) => open.includes(`get${one.on}`));
            if (queues[one.on]!.tryPut(item)) {
              put[one.on]!.push(item);
              if (first !== undefined) expect(first.operation._settled).toBe(true);
            }
          } else if (one.do === 'get') {
            const item = queues[one.on]!.tryGet();
            if (item !== undefined) got[one.on]!.push(item);
          } else if (one.do === 'select') {
            const item = ++items;
            const all: [string, Selectables[string]][] = [
              ['get0', queues[0]!],
              ['get1', queues[1]!],
              ['put0', queues[0]!.putting(item)],
              ['put1', queues[1]!.putting(item)],
              ['lock0', locks[0]!],
              ['lock1', locks[1]!],
            ];
            const open = one.keys.map((n) => all[n]!);
            const abort = new AbortController();
            const operation = select(Object.fromEntries(open), { signal: abort.signal });
            waiting.push({ keys: open.map(([key]) => key), operation, abort, item });
          } else if (one.do === 'give up') {
            const chosen = waiting[one.which % Math.max(waiting.length, 1)];
            chosen?.operation.catch(() => {});
            chosen?.abort.abort();
          } else if (one.do === 'acquire') {
            const guard = locks[one.on]!.tryAcquire();
            if (guard !== undefined) {
              expect(guards[one.on]).toBeUndefined();
              guards[one.on] = guard;
            }
          } else {
            const guard = guards[one.on];
            guards[one.on] = undefined;
            guard?.release();
          }
          settle();
        }

        // Everybody leaves: nothing stays behind in any line.
        for (const { operation, abort } of waiting) {
          operation.catch(() => {});
          abort.abort();
        }
        for (const on of [0, 1]) {
          const left: number[] = [];
          for (let item = queues[on]!.tryGet(); item !== undefined; item = queues[on]!.tryGet())
            left.push(item);
          expect([...got[on]!, ...left]).toEqual(put[on]); // each once, in order
          expect(queues[on]!.tryPut(0)).toBe(true);
          expect(queues[on]!.size).toBe(1);
          guards[on]?.release();
          expect(locks[on]!.locked).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('tasks that pass items on by select, cancelled at any moment, lose none', async () => {
    const plan = record({
      items: array(nat(3), { minLength: 1, maxLength: 12 }),
      cancels: array(record({ task: nat(4), turns: nat(6) }), { maxLength: 6 }),
      maxsize: integer({ min: 1, max: 2 }),
    });
    await assert(
      asyncProperty(plan, async ({ items, cancels, maxsize }) => {
        const [a, b] = [
          place(new Queue<number>({ maxsize })),
          place(new Queue<number>({ maxsize })),
        ];
        const turn = place(new Lock());
        const put: number[] = [];
        const got: number[] = [];
        const produce = function* (from: number): Coroutine<void> {
          for (const [index, turns] of items.entries()) {
            const item = from + index;
            yield* select({ a: a.putting(item), b: b.putting(item) });
            put.push(item);
            for (let n = 0; n < turns; n++) yield* sleep(0);
          }
        };
        const consume = function* (): Coroutine<void> {
          for (;;) {
            const chosen = yield* select({ a, b, turn });
            if (chosen.key === 'turn') {
              const guard = chosen.value;
              try {
                yield* sleep(0);
              } finally {
                guard.release();
              }
            } else got.push(chosen.value);
          }
        };
        const tasks = [
          spawn(produce, 1000),
          spawn(consume),
          spawn(produce, 2000),
          spawn(consume),
          spawn(consume),
        ];
        for (const task of tasks) task.catch(expectCancelled);
        // A coroutine, so that it has its turns among theirs.
        await spawn(function* () {
          for (const { task, turns } of cancels) {
            for (let n = 0; n < turns; n++) yield* sleep(0);
            tasks[task]!.cancel();
          }
          for (let n = 0; n < 40; n++) yield* sleep(0);
          for (const task of tasks) task.cancel();
        });
        for (const task of tasks) await task.catch(expectCancelled);
        for (const queue of [a, b]) {
          for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) got.push(item);
        }
        expect(got.toSorted()).toEqual(put.toSorted());
        expect(new Set(got).size).toBe(got.length);
        expect(turn.locked).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('handed over while a select waits', () => {
  const share = places[1][1];

  test('the select keeps its place, and the put that it offers is moved with it', async () => {
    const [input, output, lock] = [
      new Queue<string>(),
      new Queue<string>({ maxsize: 1 }),
      new Lock(),
    ];
    output.tryPut('first');
    const held = await lock.acquire();
    const operation = select({ input, output: output.putting('second'), lock });
    for (const thing of [input, output, lock]) share(thing);
    expect(output.tryGet()).toBe('first');
    expect((await operation).key).toBe('output');
    expect(output.tryGet()).toBe('second');
    input.tryPut('item');
    held.release();
    expect([input.size, lock.locked]).toEqual([1, false]);
  });

  test('an item that cannot cross refuses the select, and nothing stays behind', () => {
    for (let i = 0; i < 20; i++) {
      const [input, output] = [new Queue<string>(), share(new Queue<unknown>())];
      expect(() => select({ input, output: output.putting(() => {}) })).toThrow(CannotSendError);
      input.tryPut('item');
      expect([input.size, output.size]).toEqual([1, 0]);
    }
  });
});
