import { behaviour, type Behaviour } from '../behaviour.ts';
import { passingOn } from '../tasks/passing-on.ts';

type Ranked = readonly [rank: number, name: string];

/** Kinds of queues between threads. */
export const queueKindsShared: readonly Behaviour[] = [
  behaviour({
    id: 'queue.kinds-threads',
    title: 'LIFO, priority and simple queues keep their order when they are handed over with items',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, LifoQueue, PriorityQueue, SimpleQueue }) {
      const got: number[][] = [];
      for (const queue of [
        new LifoQueue<number>({ maxsize: 50 }),
        new PriorityQueue<number>({ maxsize: 50 }),
        new SimpleQueue<number>(),
      ]) {
        for (const item of [5, 1, 3]) await queue.put(item);
        const target = passingOn.putThenGet<number>;
        const there = await Thread.start({ target, args: [queue, [4, 2], 2] }).result();
        got.push([...there, ...(await queue.getMany())]);
      }
      return got;
    },
    expect: [
      [2, 4, 3, 1, 5],
      [1, 2, 3, 4, 5],
      [5, 1, 3, 4, 2],
    ],
  }),
  behaviour({
    id: 'queue.simple-many-threads',
    title:
      'a SimpleQueue between many threads: each item goes to one, and those of a producer stay in order',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, SimpleQueue }) {
      const queue = new SimpleQueue<number>();
      const each = 1000;
      const { putAll: target, getAll } = passingOn;
      const getting = [1, 2].map(() => Thread.start({ target: getAll, args: [queue] }).result());
      const here = getAll(queue);
      const putting = [0, 1, 2].map((producer) =>
        Thread.start({ target, args: [queue, producer * each, each] }).result(),
      );
      for (const producer of putting) await producer;
      queue.shutdown();
      const all: number[] = [];
      let inOrder = true;
      for (const got of [here, ...getting]) {
        const last = [-1, -1, -1];
        for (const n of await got) {
          const producer = Math.floor(n / each);
          inOrder &&= n > last[producer]!;
          last[producer] = n;
          all.push(n);
        }
      }
      return { got: all.length, different: new Set(all).size, inOrder };
    },
    expect: { got: 3000, different: 3000, inOrder: true },
  }),
  behaviour({
    id: 'queue.priority-threads-compare',
    title: 'a compare that tasks() names orders in every thread; equals come out as they were put',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, PriorityQueue }) {
      const queue = new PriorityQueue<Ranked>({ compare: passingOn.byRank });
      await queue.putMany([
        [2, 'a'],
        [1, 'b'],
        [2, 'c'],
      ]);
      const target = passingOn.putThenGet<Ranked>;
      const more: Ranked[] = [
        [1, 'd'],
        [2, 'e'],
        [0, 'f'],
      ];
      const there = await Thread.start({ target, args: [queue, more, 3] }).result();
      return [...there, ...(await queue.getMany())].map(([, name]) => name).join(' ');
    },
    expect: 'f b d a c e',
  }),
  behaviour({
    id: 'queue.priority-shared-compare-unknown',
    title:
      'a priority queue whose compare no other thread knows is not handed over, and stays as it is',
    about: 'queue',
    kind: 'bad-input',
    needs: ['sharedMemory'],
    async run({ PriorityQueue, toHandle }, tools) {
      const queue = new PriorityQueue<number>({ compare: (a, b) => b - a });
      await queue.putMany([1, 3, 2]);
      const failure = await tools.thrownBy(() => toHandle(queue));
      return { failure, shared: queue.shared, got: await queue.getMany() };
    },
    expect: { failure: 'CannotSendError', shared: false, got: [3, 2, 1] },
  }),
];
