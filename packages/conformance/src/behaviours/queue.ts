import { behaviour, type Behaviour } from '../behaviour.ts';

/** Queues within one thread. */
export const queue: readonly Behaviour[] = [
  behaviour({
    id: 'queue.order',
    title: 'items come out in the order in which they went in, and getters are served in theirs',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }) {
      const items = new Queue<number>();
      const got: string[] = [];
      const getters = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          got.push(`${name}${yield* items.get()}`);
        }),
      );
      const putting = spawn(function* () {
        for (const n of [1, 2, 3, 4, 5]) yield* items.put(n);
      });
      await putting;
      for (const getter of getters) await getter;
      return {
        got,
        full: items.full,
        left: [items.tryGet(), items.tryGet(), items.tryGet() === undefined] as (
          | number
          | boolean
        )[],
      };
    },
    expect: { got: ['a1', 'b2', 'c3'], full: false, left: [4, 5, true] },
  }),
  behaviour({
    id: 'queue.bounded',
    title: 'a full queue makes put wait until there is room',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }, tools) {
      const items = new Queue<number>({ maxsize: 2 });
      const order: string[] = [];
      const putting = spawn(function* () {
        for (const n of [1, 2, 3]) {
          yield* items.put(n);
          order.push(`put ${n}`);
        }
      });
      await tools.othersRan();
      const facts = {
        putBefore: order.length,
        full: items.full,
        empty: items.empty,
        size: items.size,
        maxsize: items.maxsize,
      };
      const got = await items.get();
      await putting;
      return { order, ...facts, got, sizeAfter: items.size };
    },
    expect: {
      order: ['put 1', 'put 2', 'put 3'],
      putBefore: 2,
      full: true,
      empty: false,
      size: 2,
      maxsize: 2,
      got: 1,
      sizeAfter: 2,
    },
  }),
  behaviour({
    id: 'queue.try',
    title: 'tryPut() and tryGet() never wait',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue }) {
      const items = new Queue<string>({ maxsize: 1 });
      const nothing = items.tryGet() === undefined;
      return {
        nothing,
        put: items.tryPut('a'),
        putAgain: items.tryPut('b'),
        got: items.tryGet() ?? null,
      };
    },
    expect: { nothing: true, put: true, putAgain: false, got: 'a' },
  }),
  behaviour({
    id: 'queue.join',
    title: 'join() waits until every item that was put is done',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }) {
      const items = new Queue<number>();
      const order: string[] = [];
      await items.join();
      order.push('unused: at once');
      for (const batch of [
        [1, 2],
        [3, 4],
      ]) {
        for (const n of batch) await items.put(n);
        const joining = spawn(function* () {
          yield* items.join();
          order.push('joined');
        });
        const working = spawn(function* () {
          for (const n of batch) {
            yield* items.get();
            order.push(`done ${n}`);
            items.taskDone();
          }
        });
        await working;
        await joining;
      }
      return order;
    },
    expect: ['unused: at once', 'done 1', 'done 2', 'joined', 'done 3', 'done 4', 'joined'],
  }),
  behaviour({
    id: 'queue.shutdown',
    title:
      'after shutdown() what is left comes out, forEach and for await end, and get and put are refused',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }, tools) {
      const [first, second] = [new Queue<number>(), new Queue<number>()];
      for (const n of [1, 2]) await Promise.all([first.put(n), second.put(n)]);
      const waiting = new Queue<number>();
      const getter = spawn(function* () {
        return yield* waiting.get();
      });
      await tools.othersRan();
      for (const one of [first, second, waiting]) one.shutdown();
      const each: number[] = [];
      await spawn(function* () {
        yield* first.forEach((n) => void each.push(n));
      });
      const iterated: number[] = [];
      for await (const n of second) iterated.push(n);
      return {
        each,
        iterated,
        waitingGetter: await tools.thrownBy(() => getter),
        get: await tools.thrownBy(() => first.get()),
        put: await tools.thrownBy(() => first.put(3)),
      };
    },
    expect: {
      each: [1, 2],
      iterated: [1, 2],
      waitingGetter: 'ShutDownError',
      get: 'ShutDownError',
      put: 'ShutDownError',
    },
  }),
  behaviour({
    id: 'queue.shutdown-putter',
    title: 'shutdown() refuses a put that waits for room, and may be called again',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }, tools) {
      const items = new Queue<number>({ maxsize: 1 });
      await items.put(1);
      const putter = spawn(function* () {
        yield* items.put(2);
      });
      await tools.othersRan();
      items.shutdown();
      items.shutdown();
      const putterEnd = await tools.thrownBy(() => putter);
      return {
        putterEnd,
        left: await items.get(),
        then: await tools.thrownBy(() => items.get()),
      };
    },
    expect: { putterEnd: 'ShutDownError', left: 1, then: 'ShutDownError' },
  }),
  behaviour({
    id: 'queue.shutdown-join',
    title: 'after shutdown() join() still waits for what is left',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, spawn }, tools) {
      const items = new Queue<number>();
      const order: string[] = [];
      await items.put(1);
      items.shutdown();
      const joining = spawn(function* () {
        yield* items.join();
        order.push('joined');
      });
      await tools.othersRan();
      await items.get();
      order.push('done');
      items.taskDone();
      await joining;
      return order;
    },
    expect: ['done', 'joined'],
  }),
  behaviour({
    id: 'queue.shutdown-immediate',
    title:
      'shutdown({ immediate: true }) drops what is left and wakes joiners, also after a plain one',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue }, tools) {
      const items = new Queue<number>();
      await items.put(1);
      const joining = items.join();
      items.shutdown();
      const sizeAfterPlain = items.size;
      items.shutdown({ immediate: true });
      await joining;
      return {
        sizeAfterPlain,
        size: items.size,
        get: await tools.thrownBy(() => items.get()),
        put: await tools.thrownBy(() => items.put(2)),
      };
    },
    expect: { sizeAfterPlain: 1, size: 0, get: 'ShutDownError', put: 'ShutDownError' },
  }),
  behaviour({
    id: 'queue.timeout',
    title: 'a get or put that times out takes no item and no room',
    about: 'queue',
    kind: 'given-up',
    needs: [],
    async run({ Queue }, tools) {
      const items = new Queue<string>({ maxsize: 1, name: 'jobs' });
      const get = await tools.failureOf(() => items.get({ timeout: 5 }));
      await items.put('a');
      const put = await tools.thrownBy(() => items.put('b', { timeout: 5 }));
      const got = await items.get();
      return {
        get: get === 'nothing' ? get : get.class,
        names: get !== 'nothing' && get.message.includes('"jobs"'),
        put,
        got,
        size: items.size,
      };
    },
    expect: { get: 'TimeoutError', names: true, put: 'TimeoutError', got: 'a', size: 0 },
  }),
  behaviour({
    id: 'queue.abort',
    title: 'an aborted get leaves the item to the next getter',
    about: 'queue',
    kind: 'given-up',
    needs: [],
    async run({ Queue }) {
      const items = new Queue<string>();
      const abort = new AbortController();
      const giving = items.get({ signal: abort.signal });
      const next = items.get();
      const reason = new RangeError('enough');
      abort.abort(reason);
      const seen = await giving.catch((error: unknown) => error);
      await items.put('item');
      return { rejectedWithReason: seen === reason, next: await next, size: items.size };
    },
    expect: { rejectedWithReason: true, next: 'item', size: 0 },
  }),
  behaviour({
    id: 'queue.cancelled-getter',
    title: 'a cancelled getter loses no item, a cancelled putter leaves none',
    about: 'queue',
    kind: 'given-up',
    needs: [],
    async run({ Queue, spawn }, tools) {
      const items = new Queue<string>({ maxsize: 1 });
      const getter = spawn(function* () {
        return yield* items.get();
      });
      await tools.othersRan();
      getter.cancel();
      await tools.thrownBy(() => getter);
      await items.put('a');
      const putter = spawn(function* () {
        yield* items.put('b');
      });
      await tools.othersRan();
      putter.cancel();
      await tools.thrownBy(() => putter);
      return { got: await items.get(), size: items.size };
    },
    expect: { got: 'a', size: 0 },
  }),
  behaviour({
    id: 'queue.too-many-done',
    title: 'taskDone() more often than items were put is refused',
    about: 'queue',
    kind: 'bad-input',
    needs: [],
    async run({ Queue }, tools) {
      const items = new Queue<number>();
      await items.put(1);
      await items.get();
      items.taskDone();
      const failure = await tools.failureOf(() => items.taskDone());
      return failure === 'nothing' ? failure : { class: failure.class, code: failure.code };
    },
    expect: { class: 'TaskDoneError', code: 'HEDDLE_TASK_DONE' },
  }),
  behaviour({
    id: 'queue.bad-options',
    title: 'options of the wrong kind are refused',
    about: 'queue',
    kind: 'bad-input',
    needs: [],
    async run({ Queue }, tools) {
      return [
        await tools.thrownBy(() => new Queue({ maxsize: 'ten' as never })),
        await tools.thrownBy(() => new Queue({ maxsize: -1 })),
        await tools.thrownBy(() => new Queue({ name: 5 as never })),
        await tools.thrownBy(() => new Queue().put(1, { timeout: -1 })),
      ];
    },
    expect: Array.from({ length: 4 }, () => 'InvalidArgumentError'),
  }),
];
