import type { Listed } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { selecting } from '../tasks/selecting.ts';

const ascending = (a: number, b: number): number => a - b;

/** Waiting for one of several things. */
export const selects: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.select',
    title:
      'select() takes from the first of its things that is ready: queue, lock, room, time, task',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ Event, Lock, Queue, after, select, spawn }, tools) {
      const [queue, full] = [new Queue<string>(), new Queue<string>({ maxsize: 1 })];
      const [lock, wasLate] = [new Lock(), new Event()];
      full.tryPut('first');
      const held = await lock.acquire();
      const task = spawn(function* () {
        yield* wasLate.wait();
        return 'its end';
      });
      const things = { queue, lock, room: full.putting('second'), task };
      const seen: string[] = [];
      const choosing = spawn(function* () {
        for (let i = 0; i < 5; i += 1) {
          const chosen = yield* select({ ...things, late: after(i === 3 ? 1 : 60_000) });
          if (chosen.key === 'lock') {
            seen.push(`lock, held: ${lock.locked}`);
          } else {
            seen.push(`${chosen.key}: ${String(chosen.value)}`);
          }
          if (chosen.key === 'late') wasLate.set();
        }
      });
      await tools.othersRan();
      queue.tryPut('item');
      await tools.othersRan();
      held.release();
      await tools.othersRan();
      const got = [full.tryGet() ?? null];
      await choosing;
      got.push(full.tryGet() ?? null);
      return { seen, got };
    },
    expect: {
      seen: [
        'queue: item',
        'lock, held: true',
        'room: undefined',
        'late: undefined',
        'task: its end',
      ],
      got: ['first', 'second'],
    },
  }),
  behaviour({
    id: 'coroutine.select-await',
    title: 'select() is awaited by an async function as well',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ Queue, after, select, sleep }) {
      const queue = new Queue<number>();
      const waiting = (async () => await select({ queue, late: after(60_000) }))();
      await sleep(0);
      queue.tryPut(7);
      return { ...(await waiting) };
    },
    expect: { key: 'queue', value: 7 },
  }),
  behaviour({
    id: 'coroutine.select-leaves',
    title: 'of several things that are ready, select() takes from one and leaves the others',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ Lock, Queue, select }) {
      const [a, b, room] = [new Queue<number>(), new Queue<number>(), new Queue<number>()];
      const lock = new Lock();
      const counts = { a: 0, b: 0, lock: 0, room: 0 };
      const rounds = 200;
      for (let i = 0; i < rounds; i += 1) {
        a.tryPut(i);
        b.tryPut(i);
        const chosen = await select({ a, b, lock, room: room.putting(i) });
        counts[chosen.key] += 1;
        if (chosen.key === 'lock') chosen.value.release();
      }
      return {
        leftInA: a.size === rounds - counts.a,
        leftInB: b.size === rounds - counts.b,
        put: room.size === counts.room,
        locked: lock.locked,
      };
    },
    expect: { leftInA: true, leftInB: true, put: true, locked: false },
  }),
  behaviour({
    id: 'coroutine.select-fair',
    title: 'select() is fair: what is always ready is chosen as often as the others',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ Queue, select }) {
      const room = {
        a: new Queue<number>(),
        b: new Queue<number>(),
        c: new Queue<number>(),
        never: new Queue<number>(),
      };
      const rounds = 3000;
      for (let i = 0; i < rounds; i += 1) {
        const { a, b, c, never } = room;
        await select({ a: a.putting(i), never, b: b.putting(i), c: c.putting(i) });
      }
      // A third each; six standard deviations are 155.
      return [room.a, room.b, room.c].map(({ size }) => Math.abs(size - rounds / 3) < 155);
    },
    expect: [true, true, true],
  }),
  behaviour({
    id: 'coroutine.select-given-up',
    title: 'a select() that is given up stands in no line: what comes goes to the next',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ Lock, Queue, select, sleep, spawn }, tools) {
      const [queue, lock] = [new Queue<string>(), new Lock()];
      const held = await lock.acquire();
      const late = await tools.thrownBy(() => select({ queue, lock }, { timeout: 5 }));
      const controller = new AbortController();
      const aborting = select({ queue, lock }, { signal: controller.signal });
      controller.abort(new RangeError('enough'));
      const aborted = await tools.thrownBy(() => aborting);
      const task = spawn(function* () {
        yield* select({ queue, lock });
      });
      await sleep(0);
      task.cancel();
      const cancelled = await tools.thrownBy(() => task);
      queue.tryPut('item');
      held.release();
      return { late, aborted, cancelled, size: queue.size, locked: lock.locked };
    },
    expect: {
      late: 'TimeoutError',
      aborted: 'RangeError',
      cancelled: 'CancelledError',
      size: 1,
      locked: false,
    },
  }),
  behaviour({
    id: 'coroutine.select-timeout',
    title: 'a select() that times out says what it waited for, and who is in the way',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ Lock, Queue, select, spawn }, tools) {
      const lock = new Lock({ name: 'account' });
      const log = new Queue<string>({ name: 'log' });
      const stop = new Queue<string>();
      const holding = spawn({
        name: 'deposit',
        *target() {
          yield* lock.acquire();
          yield* stop.get();
        },
      });
      await tools.othersRan();
      const failure = await tools.failureOf(() => select({ lock, log }, { timeout: 5 }));
      stop.tryPut('stop');
      await holding;
      const message = failure === 'nothing' ? '' : failure.message;
      return {
        timesOut: message.includes('timed out after 5 ms'),
        holder: message.includes('lock: deposit (main) holds it'),
        queue: message.includes('log: it holds 0 items'),
      };
    },
    expect: { timesOut: true, holder: true, queue: true },
  }),
  behaviour({
    id: 'coroutine.select-ended',
    title: 'a queue that was shut down and is empty fails a select(), as it fails a get()',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ Queue, select }, tools) {
      const [ending, open] = [new Queue<string>(), new Queue<string>()];
      ending.tryPut('last');
      ending.shutdown();
      const last = (await select({ ending, open })).value;
      return {
        last,
        empty: await tools.thrownBy(() => select({ ending, open })),
        put: await tools.thrownBy(() => select({ put: ending.putting('more'), open })),
      };
    },
    expect: { last: 'last', empty: 'ShutDownError', put: 'ShutDownError' },
  }),
  behaviour({
    id: 'coroutine.select-refused',
    title: 'select() of nothing, or of what cannot be waited for, is refused by its key',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ Queue, currentTask, select, spawn }, tools) {
      const queue = new Queue<string>();
      const refused = async (action: () => unknown) => {
        const failure = await tools.failureOf(action);
        return failure === 'nothing' ? failure : { class: failure.class, says: failure.message };
      };
      const itself = spawn(function* () {
        yield* select({ me: currentTask()! });
      });
      return {
        nothing: await refused(() => select({})),
        noObject: (await tools.thrownBy(() => select([queue] as never))) as string,
        wrong: await refused(() => select({ queue, number: 5 as never })),
        itself: await tools.thrownBy(() => itself),
      };
    },
    expect: {
      nothing: {
        class: 'InvalidArgumentError',
        says: 'select: there is nothing to wait for in {}',
      },
      noObject: 'InvalidArgumentError',
      wrong: {
        class: 'InvalidArgumentError',
        says: 'select: number cannot be waited for: it takes queues, locks, after(ms), tasks and other operations, got 5',
      },
      itself: 'InvalidStateError',
    },
  }),
  behaviour({
    id: 'queue.threads-select',
    title: 'threads that select from two queues get each item once, whichever thread put it where',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [a, b] = [new Queue<number>({ maxsize: 4 }), new Queue<number>({ maxsize: 4 })];
      const stop = new Queue<string>();
      const takeAny = selecting.takeAny as unknown as ((...args: unknown[]) => number[]) & Listed;
      const putAny = selecting.putAny as unknown as Listed &
        ((...args: unknown[]) => { a: number; b: number });
      const taking = [0, 1].map(() => Thread.start({ target: takeAny, args: [a, b, stop] }));
      const putting = [1000, 2000].map((from) =>
        Thread.start({ target: putAny, args: [a, b, from, 150] }),
      );
      const put = { a: 0, b: 0 };
      for (const thread of putting) {
        const counts = await thread.result();
        put.a += counts.a;
        put.b += counts.b;
      }
      await a.join();
      await b.join();
      for (const _ of taking) stop.tryPut('stop');
      const got: number[] = [];
      for (const thread of taking) got.push(...(await thread.result()));
      const all = [1000, 2000].flatMap((from) => Array.from({ length: 150 }, (_, n) => from + n));
      return {
        each: JSON.stringify(got.toSorted(ascending)) === JSON.stringify(all),
        put: put.a + put.b,
        both: put.a > 0 && put.b > 0,
        left: a.size + b.size + stop.size,
      };
    },
    expect: { each: true, put: 300, both: true, left: 0 },
  }),
  behaviour({
    id: 'lock.threads-select',
    title: 'threads that get a lock by select keep each other out, and no permit is lost',
    about: 'lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue, Value, select }) {
      const [lock, stop] = [new Lock(), new Queue<string>()];
      const total = new Value('i32', 0);
      const add = selecting.addSelecting as unknown as ((...args: unknown[]) => void) & Listed;
      const threads = [0, 1].map(() =>
        Thread.start({ target: add, args: [lock, stop, total, 300] }),
      );
      for (let i = 0; i < 300; i += 1) {
        const chosen = await select({ lock, stop });
        if (chosen.key === 'stop') break;
        total.value += 1;
        chosen.value.release();
      }
      for (const thread of threads) await thread.result();
      return { total: total.value, locked: lock.locked };
    },
    expect: { total: 900, locked: false },
  }),
];
