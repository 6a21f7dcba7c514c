import { behaviour, type Behaviour } from '../behaviour.ts';

/** In which order items come out of each kind of queue, and what is special to it. */
export const queueKinds: readonly Behaviour[] = [
  behaviour({
    id: 'queue.kinds',
    title:
      'a Queue and a SimpleQueue give first what came first, a LifoQueue what came last, a PriorityQueue the least',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ Queue, SimpleQueue, LifoQueue, PriorityQueue, spawn }) {
      const got: number[][] = [];
      for (const queue of [
        new Queue<number>({ maxsize: 4 }),
        new SimpleQueue<number>(),
        new LifoQueue<number>({ maxsize: 4 }),
        new PriorityQueue<number>({ maxsize: 4 }),
      ]) {
        const items = await spawn(function* () {
          for (const item of [2, 4, 1, 3]) yield* queue.put(item);
          const first = [yield* queue.get(), yield* queue.get()];
          yield* queue.put(0);
          return [...first, yield* queue.get(), ...(yield* queue.getMany())];
        });
        got.push(items);
      }
      return got;
    },
    expect: [
      [2, 4, 1, 3, 0],
      [2, 4, 1, 3, 0],
      [3, 1, 0, 4, 2],
      [1, 2, 0, 3, 4],
    ],
  }),
  behaviour({
    id: 'queue.priority-order',
    title:
      'numbers, strings, bigints, dates and lists have an order by themselves; others have that of compare',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ PriorityQueue }) {
      const sorted = async <T>(items: readonly T[], compare?: (a: T, b: T) => number) => {
        const queue = new PriorityQueue<T>(compare === undefined ? {} : { compare });
        await queue.putMany(items);
        return queue.getMany();
      };
      const dates = await sorted([new Date(2), new Date(-1), new Date(1)]);
      return {
        numbers: await sorted([10, 9, -1, 2.5]),
        strings: await sorted(['b', 'B', 'ab', 'a']),
        bigints: (await sorted([10n, -1n, 2n])).map(String),
        dates: dates.map((date) => date.getTime()),
        lists: (
          await sorted<[number, string]>([
            [2, 'a'],
            [1, 'b'],
            [1, 'a'],
          ])
        ).map(String),
        compare: await sorted(['a', 'ccc', 'bb'], (a, b) => b.length - a.length),
      };
    },
    expect: {
      numbers: [-1, 2.5, 9, 10],
      strings: ['B', 'a', 'ab', 'b'],
      bigints: ['-1', '2', '10'],
      dates: [-1, 1, 2],
      lists: ['1,a', '1,b', '2,a'],
      compare: ['ccc', 'bb', 'a'],
    },
  }),
  behaviour({
    id: 'queue.priority-equals',
    title: 'of equals a PriorityQueue gives first what came first',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ PriorityQueue }) {
      const queue = new PriorityQueue<string>({
        compare: (a, b) => a.charCodeAt(0) - b.charCodeAt(0),
      });
      await queue.putMany(['b1', 'a1', 'b2', 'a2', 'b3', 'a3', 'b4']);
      const first = await queue.getMany(2);
      await queue.putMany(['a4', 'b5']);
      return [...first, ...(await queue.getMany())];
    },
    expect: ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4', 'b5'],
  }),
  behaviour({
    id: 'queue.priority-no-order',
    title: 'an item that cannot be compared with what is there is refused, and nothing has changed',
    about: 'queue',
    kind: 'bad-input',
    needs: [],
    async run({ PriorityQueue }, tools) {
      const refused: string[] = [];
      const messages: boolean[] = [];
      for (const [first, second] of [
        [
          [1, {}],
          [1, {}],
        ],
        [{}, {}],
        [1, 'a'],
        [1, NaN],
      ]) {
        const queue = new PriorityQueue<unknown>({ name: 'jobs' });
        await queue.put(first);
        const failure = await tools.failureOf(() => queue.put(second));
        refused.push(failure === 'nothing' ? failure : failure.class);
        messages.push(failure !== 'nothing' && /"jobs".*compare/.test(failure.message));
        if (queue.size !== 1 || (await queue.get()) !== first) refused.push('changed');
      }
      return { refused, messages };
    },
    expect: {
      refused: Array.from({ length: 4 }, () => 'InvalidArgumentError'),
      messages: Array.from({ length: 4 }, () => true),
    },
  }),
  behaviour({
    id: 'queue.compare-fails',
    title:
      'a compare that throws, or gives no number, fails that put or get, and the queue stays as it was',
    about: 'queue',
    kind: 'bad-input',
    needs: [],
    async run({ PriorityQueue }, tools) {
      let answer: ((a: number, b: number) => number) | undefined;
      const queue = new PriorityQueue<number>({
        compare: (a, b) => (answer === undefined ? a - b : answer(a, b)),
      });
      await queue.putMany([5, 1, 4, 2]);
      const ends: string[] = [];
      const fails = async (failing: (a: number, b: number) => number): Promise<void> => {
        answer = failing;
        ends.push(await tools.thrownBy(() => queue.put(3)));
        ends.push(await tools.thrownBy(() => queue.putMany([3, 6])));
        ends.push(await tools.thrownBy(() => queue.get()));
        answer = undefined;
      };
      await fails(() => {
        throw new RangeError('cannot tell');
      });
      await fails(() => NaN);
      await fails(() => undefined as never);
      await queue.put(3);
      const items = await queue.getMany();
      for (const _ of items) queue.taskDone();
      return { ends, items, oneMore: await tools.thrownBy(() => queue.taskDone()) };
    },
    expect: {
      ends: [
        ...Array.from({ length: 3 }, () => 'RangeError'),
        ...Array.from({ length: 6 }, () => 'InvalidArgumentError'),
      ],
      items: [1, 2, 3, 4, 5],
      oneMore: 'TaskDoneError',
    },
  }),
  behaviour({
    id: 'queue.maxsize-fixed',
    title: 'maxsize cannot be changed once the queue is made',
    about: 'queue',
    kind: 'bad-input',
    needs: [],
    async run({ Queue, LifoQueue, PriorityQueue }, tools) {
      const seen: (string | number | boolean)[] = [];
      for (const queue of [Queue, LifoQueue, PriorityQueue].map(
        (Kind) => new Kind({ maxsize: 2 }),
      )) {
        const lowering = await tools.thrownBy(() => Object.assign(queue, { maxsize: 1 }));
        seen.push(lowering, queue.maxsize, queue.tryPut(1), queue.full);
      }
      return seen;
    },
    expect: Array.from({ length: 3 }, () => ['TypeError', 2, true, false]).flat(),
  }),
  behaviour({
    id: 'queue.simple',
    title: 'a SimpleQueue has no bound and no taskDone or join; its put never waits',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ SimpleQueue }) {
      const queue = new SimpleQueue<number>();
      for (let item = 0; item < 1000; item += 1) await queue.put(item, { timeout: 0 });
      const { size, empty } = queue;
      const got = await queue.getMany();
      return {
        size,
        empty,
        inOrder: got.every((item, index) => item === index),
        got: got.length,
        has: ['maxsize', 'full', 'taskDone', 'join'].filter((name) => name in queue),
      };
    },
    expect: { size: 1000, empty: false, inOrder: true, got: 1000, has: [] },
  }),
  behaviour({
    id: 'queue.simple-within',
    title: 'a put may come from within another call of the same SimpleQueue',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ SimpleQueue, spawn }) {
      const queue = new SimpleQueue<string>();
      const abort = new AbortController();
      const given = queue.get({ signal: abort.signal }).catch(() => 'given up');
      abort.signal.addEventListener('abort', () => queue.tryPut('as a get is given up'));
      abort.abort();
      await queue.putMany({
        *[Symbol.iterator]() {
          queue.tryPut('as others are listed');
          yield 'listed';
        },
      });
      const got = [await given];
      await spawn(function* () {
        yield* queue.forEach((item) => {
          got.push(item);
          if (item === 'listed') queue.tryPut('as one is taken');
          if (queue.empty) queue.shutdown();
        });
      });
      return got;
    },
    expect: [
      'given up',
      'as a get is given up',
      'as others are listed',
      'listed',
      'as one is taken',
    ],
  }),
  behaviour({
    id: 'queue.simple-many',
    title:
      'many producers and consumers: each item goes to one, and those of a producer stay in order',
    about: 'queue',
    kind: 'normal',
    needs: [],
    async run({ SimpleQueue, spawn, yieldNow }) {
      const queue = new SimpleQueue<{ producer: number; item: number }>();
      const producing = Array.from({ length: 4 }, (_, producer) =>
        spawn(function* () {
          for (let item = 0; item < 100; item += 1) {
            yield* queue.put({ producer, item });
            if (item % (producer + 2) === 0) yield* yieldNow();
          }
        }),
      );
      const consuming = Array.from({ length: 3 }, () =>
        spawn(function* () {
          const got: { producer: number; item: number }[] = [];
          yield* queue.forEach(function* (one) {
            got.push(one);
            yield* yieldNow();
          });
          return got;
        }),
      );
      for (const producer of producing) await producer;
      queue.shutdown();
      const all: string[] = [];
      let inOrder = true;
      for (const consumer of consuming) {
        const last = new Map<number, number>();
        for (const { producer, item } of await consumer) {
          inOrder &&= item > (last.get(producer) ?? -1);
          last.set(producer, item);
          all.push(`${producer}/${item}`);
        }
      }
      return { got: all.length, different: new Set(all).size, inOrder };
    },
    expect: { got: 400, different: 400, inOrder: true },
  }),
  behaviour({
    id: 'queue.simple-timeout',
    title: 'a get of a SimpleQueue may have a limit, or not wait at all',
    about: 'queue',
    kind: 'given-up',
    needs: [],
    async run({ SimpleQueue }, tools) {
      const queue = new SimpleQueue<string>();
      const ends = [
        await tools.thrownBy(() => queue.get({ timeout: 5 })),
        await tools.thrownBy(() => queue.get({ timeout: 0 })),
        await tools.thrownBy(() => queue.get({ timeout: -1 })),
      ];
      const nothing = queue.tryGet() === undefined;
      await queue.put('a');
      return { ends, nothing, got: await queue.get({ timeout: 0 }) };
    },
    expect: {
      ends: ['TimeoutError', 'TimeoutError', 'InvalidArgumentError'],
      nothing: true,
      got: 'a',
    },
  }),
];
