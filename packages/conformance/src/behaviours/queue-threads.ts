import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { queueing } from '../tasks/queueing.ts';

function ordered(list: readonly number[]): boolean {
  return list.every((n, index) => index === 0 || n === (list[index - 1] ?? 0) + 1);
}

/** Sends numbers to a thread that doubles them, and takes them back. */
async function doubled({ Thread, Queue }: Heddle, target: typeof queueing.double) {
  const input = new Queue<number>({ maxsize: 4 });
  const output = new Queue<number>({ maxsize: 4 });
  const thread = Thread.start({ target, args: [input, output] });
  const putting = (async () => {
    for (let n = 1; n <= 20; n += 1) await input.put(n);
    input.shutdown();
  })();
  const got: number[] = [];
  for (let n = 1; n <= 20; n += 1) got.push(await output.get());
  await putting;
  await thread.result();
  return got;
}

const doubles = Array.from({ length: 20 }, (_, index) => 2 * (index + 1));

function bothWays(name: string, title: string, target: typeof queueing.double): Behaviour {
  return behaviour({
    id: `queue.threads-${name}`,
    title: `items go to a thread that ${title}, and back, in order`,
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    run: (heddle) => doubled(heddle, target),
    expect: doubles,
  });
}

/** Queues between threads. */
export const queueThreads: readonly Behaviour[] = [
  bothWays('block', 'blocks', queueing.double),
  bothWays('await', 'awaits', queueing.doubleAwaiting as unknown as typeof queueing.double),
  bothWays('yield', 'yields', queueing.doubleYielding as unknown as typeof queueing.double),
  behaviour({
    id: 'queue.threads-once',
    title: 'with two threads that put, every item arrives once, each thread’s in its order',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const items = new Queue<number>({ maxsize: 8 });
      const threads = [0, 1000].map((from) =>
        Thread.start({ target: queueing.putAll, args: [items, from, 100] }),
      );
      const got: number[] = [];
      while (got.length < 200) got.push(await items.get());
      for (const thread of threads) await thread.result();
      return {
        distinct: new Set(got).size,
        firstInOrder: ordered(got.filter((n) => n < 1000)),
        secondInOrder: ordered(got.filter((n) => n >= 1000)),
        left: items.size,
      };
    },
    expect: { distinct: 200, firstInOrder: true, secondInOrder: true, left: 0 },
  }),
  behaviour({
    id: 'queue.threads-wake-up',
    title: 'two threads that block on one queue are both woken by two items put at once',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const ready = new Queue<string>();
      const rounds = Array.from({ length: 30 }, () => new Queue<number>());
      const threads = [0, 1].map(() =>
        Thread.start({ target: queueing.takeOneEach, args: [ready, rounds] }),
      );
      for (const items of rounds) {
        for (const _ of threads) await ready.get();
        for (const _ of threads) items.tryPut(1);
      }
      const sums: number[] = [];
      for (const thread of threads) sums.push(await thread.result());
      return { sums };
    },
    expect: { sums: [30, 30] },
  }),
  behaviour({
    id: 'queue.threads-values',
    title: 'numbers, strings, bytes and plain data arrive in another thread as they were',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [input, output] = [new Queue<unknown>(), new Queue<unknown>()];
      const loop: { self?: unknown } = {};
      loop.self = loop;
      const sent: unknown[] = [
        -0,
        1.5,
        Number.NaN,
        12345678901234567890n,
        'naïve 🧵 \ud800',
        undefined,
        null,
        true,
        new Uint8Array([1, 2, 255]),
        new Date(0),
        new Map([['k', new Set([1])]]),
        { list: [1, { deep: 'x'.repeat(5000) }] },
        loop,
      ];
      const thread = Thread.start({ target: queueing.echo, args: [input, output, sent.length] });
      for (const value of sent) await input.put(value);
      const got: unknown[] = [];
      for (const _ of sent) got.push(await output.get());
      await thread.result();
      const [zero, half, nan, big, text, nothing, none, yes, bytes, date, map, data, self] = got;
      const inner = (map as Map<string, Set<number>>).get('k');
      return {
        numbers: [
          Object.is(zero, -0),
          half === 1.5,
          Number.isNaN(nan),
          big === 12345678901234567890n,
        ],
        text: text === 'naïve 🧵 \ud800',
        empty: [nothing === undefined, none === null, yes === true],
        bytes: bytes instanceof Uint8Array && [...bytes].join(' '),
        date: date instanceof Date && date.getTime(),
        map: inner instanceof Set && inner.has(1),
        data: (data as { list: [number, { deep: string }] }).list[1].deep.length,
        cycle: (self as { self: unknown }).self === self,
      };
    },
    expect: {
      numbers: [true, true, true, true],
      text: true,
      empty: [true, true, true],
      bytes: '1 2 255',
      date: 0,
      map: true,
      data: 5000,
      cycle: true,
    },
  }),
  behaviour({
    id: 'queue.shared-copies',
    title: 'a shared queue gives copies, a local one gives the thing itself',
    about: 'queue',
    kind: 'normal',
    needs: ['sharedMemory'],
    async run({ Queue, toHandle }) {
      const item = { n: 1 };
      const [local, shared] = [new Queue<typeof item>(), new Queue<typeof item>()];
      toHandle(shared);
      await local.put(item);
      await shared.put(item);
      const [own, copy] = [await local.get(), await shared.get()];
      return {
        local: { shared: local.shared, same: own === item },
        shared: { shared: shared.shared, same: copy === item, n: copy.n },
      };
    },
    expect: { local: { shared: false, same: true }, shared: { shared: true, same: false, n: 1 } },
  }),
  behaviour({
    id: 'queue.threads-join',
    title: 'join() waits for the taskDone() of another thread',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const items = new Queue<number>();
      for (let n = 0; n < 10; n += 1) await items.put(n);
      const thread = Thread.start({ target: queueing.workOff, args: [items, 10] });
      await items.join();
      const { size } = items;
      await thread.result();
      return { size };
    },
    expect: { size: 0 },
  }),
  behaviour({
    id: 'queue.threads-shutdown',
    title: 'shutdown() in one thread wakes a getter in another',
    about: 'queue',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }, tools) {
      const items = new Queue<unknown>();
      const getting = items.get();
      const thread = Thread.start({ target: queueing.shutDown, args: [items] });
      const failure = await tools.thrownBy(() => getting);
      await thread.result();
      return { failure };
    },
    expect: { failure: 'ShutDownError' },
  }),
  behaviour({
    id: 'queue.threads-timeout',
    title: 'a get in another thread gives up in time, and the item goes to the next',
    about: 'queue',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }, tools) {
      const items = new Queue<unknown>();
      const there = await Thread.start({ target: queueing.getInTime, args: [items, 20] }).result();
      const here = await tools.thrownBy(() => items.get({ timeout: 20 }));
      await items.put('item');
      const next = await Thread.start({
        target: queueing.getInTime,
        args: [items, 10_000],
      }).result();
      return { there, here, next, size: items.size };
    },
    expect: { there: 'TimeoutError', here: 'TimeoutError', next: 'got item', size: 0 },
  }),
  behaviour({
    id: 'queue.shared-cannot-send',
    title: 'an item that cannot cross is refused by a shared queue, with the path to it',
    about: 'queue',
    kind: 'bad-input',
    needs: ['sharedMemory'],
    async run({ Queue, toHandle }, tools) {
      const items = new Queue<unknown>();
      toHandle(items);
      const failure = await tools.failureOf(() => items.put({ list: [1, () => {}] }));
      return {
        class: failure === 'nothing' ? failure : failure.class,
        namesPath: failure !== 'nothing' && failure.message.includes('.list[1]: a function'),
        size: items.size,
      };
    },
    expect: { class: 'CannotSendError', namesPath: true, size: 0 },
  }),
];
