import { behaviour, type Behaviour } from '../behaviour.ts';
import type { Tools } from '../tools.ts';

/** A chain of tasks hands on one step a turn. */
async function allRan(tools: Tools): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await tools.othersRan();
}

function* generate(): Generator<number, void, void> {
  yield 1;
  yield 2;
}

async function* later(): AsyncGenerator<number, void, void> {
  for (const n of generate()) yield await Promise.resolve(n);
}

async function* broken(): AsyncGenerator<number, void, void> {
  yield 1;
  throw new RangeError('in the source');
}

/** Pipelines within one thread. */
export const pipelines: readonly Behaviour[] = [
  behaviour({
    id: 'pipeline.stages',
    title: 'items go through plain, coroutine and async functions, and come out in order',
    about: 'pipeline',
    kind: 'normal',
    needs: [],
    async run({ pipeline, yieldNow }) {
      const results = pipeline(
        ['1', '2', '3'],
        (text) => Number(text),
        function* (n) {
          yield* yieldNow();
          return n * 10;
        },
        async (n) => `<${await Promise.resolve(n)}>`,
      );
      const iterated: string[] = [];
      for await (const result of results) iterated.push(result);
      return { collected: await results.collect(), iterated };
    },
    expect: { collected: ['<10>', '<20>', '<30>'], iterated: ['<10>', '<20>', '<30>'] },
  }),
  behaviour({
    id: 'pipeline.sources',
    title:
      'the source is an array, a generator, an async generator, a queue, a channel, a stream or a pipeline',
    about: 'pipeline',
    kind: 'normal',
    needs: [],
    async run({ Channel, Queue, pipeline, spawn }) {
      const queue = new Queue<number>();
      await queue.putMany([1, 2]);
      queue.shutdown();
      const streamed = new Queue<number>();
      await streamed.putMany([1, 2]);
      streamed.shutdown();
      const channel = new Channel<number>();
      const sending = spawn(function* () {
        for (const n of [1, 2]) yield* channel.send(n);
        channel.close();
      });
      const sources: (Iterable<number> | AsyncIterable<number>)[] = [
        [1, 2],
        generate(),
        later(),
        queue,
        channel,
        streamed.readable,
        pipeline([0, 1], (n) => n + 1),
      ];
      const sums: number[] = [];
      for (const source of sources) {
        const [first = 0, second = 0, ...more] = await pipeline(source, (n) => n).collect();
        sums.push(more.length === 0 ? first * 10 + second : -1);
      }
      await sending;
      return sums;
    },
    expect: Array.from({ length: 7 }, () => 12),
  }),
  behaviour({
    id: 'pipeline.workers',
    title: 'workers of a stage work at the same time; the results are in order, or as they come',
    about: 'pipeline',
    kind: 'normal',
    needs: [],
    async run({ Event, pipeline, spawn, stage }, tools) {
      const seen: { ordered: boolean; began: number[]; got: number[] }[] = [];
      for (const ordered of [true, false]) {
        const gates = [1, 2, 3, 4, 5].map(() => new Event());
        const began: number[] = [];
        const got: number[] = [];
        const work = stage(
          function* (n: number) {
            began.push(n);
            yield* gates[n - 1]!.wait();
            return n;
          },
          { workers: 3, ordered },
        );
        const running = spawn(function* () {
          yield* pipeline([1, 2, 3, 4, 5], work).forEach((n) => void got.push(n));
        });
        await allRan(tools);
        const atFirst = [...began];
        for (const n of [3, 2, 1, 5, 4]) {
          gates[n - 1]!.set();
          await allRan(tools);
        }
        await running;
        seen.push({ ordered, began: atFirst, got });
      }
      return seen;
    },
    expect: [
      { ordered: true, began: [1, 2, 3], got: [1, 2, 3, 4, 5] },
      { ordered: false, began: [1, 2, 3], got: [3, 2, 1, 5, 4] },
    ],
  }),
  behaviour({
    id: 'pipeline.back-pressure',
    title: 'a stage holds no more than its buffer and its workers; nothing runs before it is used',
    about: 'pipeline',
    kind: 'normal',
    needs: [],
    async run({ pipeline, stage }, tools) {
      let pulled = 0;
      const source = function* (): Generator<number, void, void> {
        for (;;) yield (pulled += 1);
      };
      const hold = stage((n: number) => n, { workers: 2, buffer: 3 });
      const results = pipeline(source(), hold, hold)[Symbol.asyncIterator]();
      await allRan(tools);
      const held: number[] = [pulled];
      for (let taken = 1; taken <= 3; taken += 1) {
        await results.next();
        await allRan(tools);
        held.push(pulled - taken);
      }
      await results.return?.();
      return held;
    },
    // Two stages of five, and one in the hands of the source.
    expect: [0, 11, 11, 11],
  }),
  behaviour({
    id: 'pipeline.undefined',
    title: 'undefined is an item and a result; no items, no results',
    about: 'pipeline',
    kind: 'normal',
    needs: [],
    async run({ pipeline }) {
      const some = await pipeline([undefined, 1], () => undefined).collect();
      const none = await pipeline([], String).collect();
      return { some: some.map((result) => result === undefined), none };
    },
    expect: { some: [true, true], none: [] },
  }),
  behaviour({
    id: 'pipeline.failure',
    title:
      'the first failure of the source or of a stage ends all of it, with all cleanup, and is what comes out',
    about: 'pipeline',
    kind: 'given-up',
    needs: [],
    async run({ Event, pipeline, stage }, tools) {
      const log: string[] = [];
      const source = function* (): Generator<number, void, void> {
        try {
          for (const n of [1, 2, 3, 4, 5, 6]) yield n;
        } finally {
          log.push('the source');
        }
      };
      const waits = stage(
        function* (n: number) {
          try {
            if (n === 2) throw new RangeError('at 2');
            yield* new Event().wait();
          } finally {
            log.push(`item ${n}`);
          }
        },
        { workers: 2, buffer: 0 },
      );
      const ofStage = await tools.failureOf(() => pipeline(source(), waits).drain());
      const ofSource = await tools.failureOf(() => pipeline(broken(), String).collect());
      return { failures: [ofStage, ofSource], ended: log.toSorted() };
    },
    expect: {
      failures: [
        { class: 'RangeError', message: 'at 2', instance: true },
        { class: 'RangeError', message: 'in the source', instance: true },
      ],
      ended: ['item 1', 'item 2', 'the source'],
    },
  }),
  behaviour({
    id: 'pipeline.left',
    title: 'a loop that is left, and a task that is cancelled, end all that works for them',
    about: 'pipeline',
    kind: 'given-up',
    needs: [],
    async run({ Event, pipeline, spawn, stage }, tools) {
      const log: string[] = [];
      const source = function* (): Generator<number, void, void> {
        try {
          for (let n = 1; ; n += 1) yield n;
        } finally {
          log.push('the source');
        }
      };
      const work = stage(
        function* (n: number) {
          try {
            if (n > 1) yield* new Event().wait();
            return n;
          } finally {
            if (n > 1) log.push(`item ${n}`);
          }
        },
        { workers: 2, buffer: 0 },
      );
      const got: number[] = [];
      for await (const n of pipeline(source(), work)) {
        got.push(n);
        await allRan(tools);
        break;
      }
      const whenLeft = log.splice(0).toSorted();
      const collecting = spawn(function* () {
        return yield* pipeline(source(), work).collect();
      });
      await allRan(tools);
      collecting.cancel();
      const end = await tools.thrownBy(() => collecting);
      return { got, whenLeft, end, whenCancelled: log.toSorted() };
    },
    expect: {
      got: [1],
      whenLeft: ['item 2', 'item 3', 'the source'],
      end: 'CancelledError',
      whenCancelled: ['item 2', 'item 3', 'the source'],
    },
  }),
  behaviour({
    id: 'pipeline.bad-input',
    title:
      'a source that cannot be iterated, a stage that is no function, and wrong options are refused',
    about: 'pipeline',
    kind: 'bad-input',
    needs: [],
    async run({ pipeline, spawn, stage }, tools) {
      return [
        await tools.thrownBy(() => pipeline(5 as never)),
        await tools.thrownBy(() => pipeline(function* () {} as never)),
        await tools.thrownBy(() => pipeline(spawn(() => 1) as never)),
        await tools.thrownBy(() => pipeline([1], 'parse' as never)),
        await tools.thrownBy(() => stage({} as never)),
        await tools.thrownBy(() => stage(String, { workers: 0 })),
        await tools.thrownBy(() => stage(String, { buffer: 1.5 })),
        await tools.thrownBy(() => stage(String, { ordered: 'no' as never })),
        await tools.thrownBy(() => stage(String, { name: 5 as never })),
        await tools.thrownBy(() => stage(String, 4 as never)),
        await tools.thrownBy(() => pipeline([1]).forEach(5 as never)),
      ];
    },
    expect: Array.from({ length: 11 }, () => 'InvalidArgumentError'),
  }),
];
