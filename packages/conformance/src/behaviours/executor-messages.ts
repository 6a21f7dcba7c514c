import type { Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import { posting } from '../tasks/posting.ts';
import { Talk } from '../talk.ts';
import { byMessages } from './by-messages.ts';
import { mapped, ten } from './mapped.ts';

/** Executors without shared memory: calls, their results and their failures. */
export const executorMessages: readonly Behaviour[] = [
  byMessages({
    id: 'executor.messages',
    title: 'without shared memory calls go by messages: each gets its own result, none by blocking',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const future = pool.submit(pooling.add, 40, 2);
      const blocked = await tools.thrownBy(() => future.resultSync());
      const kinds = [
        await future,
        await pool.submit(pooling.addAsync, 40, 2),
        await pool.submit(pooling.addYielding, 40, 2),
      ];
      const many = Array.from({ length: 300 }, (_, n) => pool.submit(pooling.add, n, 1));
      const sums = await Promise.all(many);
      await pool.shutdown();
      return {
        isRefused: blocked !== 'nothing',
        kinds,
        right: sums.every((sum, n) => sum === n + 1),
        left: pool.workers,
      };
    },
    expect: { isRefused: true, kinds: [42, 42, 42], right: true, left: 0 },
  }),
  byMessages({
    id: 'executor.messages-values',
    title: 'without shared memory arguments and results cross as they were; bytes move',
    kind: 'normal',
    async run({ ThreadPoolExecutor, transfer }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const loop: { self?: unknown } = {};
      loop.self = loop;
      const sent = [-0, Number.NaN, 12345678901234567890n, 'naïve 🧵 \ud800', undefined, null];
      const plain: unknown[] = [];
      for (const value of sent) plain.push(await pool.submit(pooling.echo, value));
      const map = await pool.submit(pooling.echo, new Map([['k', new Set([1])]]));
      const self = (await pool.submit(pooling.echo, loop)) as typeof loop;
      const first = new Uint8Array(1_000_000).fill(1);
      const moved = pool.with({ transfer: [first.buffer] }).submit(pooling.moveBack, first);
      const second = new Uint8Array(10).fill(2);
      const marked = pool.submit(pooling.moveBack, transfer(second));
      const gone = [first.length, second.length];
      const back = [await moved, await marked].map((bytes) => [bytes.length, bytes[0]!, bytes[1]!]);
      await pool.shutdown();
      return {
        plain: plain.every((value, index) => Object.is(value, sent[index])),
        map: (map as Map<string, Set<number>>).get('k')?.has(1) ?? false,
        loop: self.self === self,
        gone,
        back,
      };
    },
    expect: {
      plain: true,
      map: true,
      loop: true,
      gone: [0, 0],
      back: [
        [1_000_000, 7, 1],
        [10, 7, 2],
      ],
    },
  }),
  byMessages({
    id: 'executor.messages-errors',
    title: 'without shared memory what a call throws, or what cannot cross, fails it alone',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const failure = await pool.submit(pooling.fail, 'too far').exception();
      const { code, far, cause } = failure as RangeError & { code: string; far: { km: number } };
      const argument = pool.submit(pooling.echo, { onDone: () => {} });
      const result = pool.submit(pooling.unsendable);
      const futures = Array.from({ length: 200 }, (_, n) => pool.submit(pooling.failOdd, n));
      const ends = await Promise.allSettled(futures);
      const seen = {
        error: tools.error(failure).class,
        fields: [code, far.km, tools.error(cause).class],
        argument: tools.error(await argument.exception()).message,
        result: tools.error(await result.exception()).message,
        right: ends.every((end, n) =>
          end.status === 'fulfilled'
            ? end.value === n && n % 2 === 0
            : (end.reason as Error).message === `odd ${n}`,
        ),
        failed: ends.filter(({ status }) => status === 'rejected').length,
      };
      await pool.shutdown();
      return seen;
    },
    expect: {
      error: 'RangeError',
      fields: ['E_FAR', 42, 'TypeError'],
      argument: 'cannot send args[0].onDone: a function',
      result: 'cannot send result.list[1].callback: a function',
      right: true,
      failed: 100,
    },
  }),
  byMessages({
    id: 'executor.messages-order',
    title:
      'without shared memory the most urgent of those that wait goes first, then who came first',
    kind: 'normal',
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const talk = new Talk();
      const running = pool.with({ transfer: [talk.port] }).submit(posting.meet, talk.port, 'runs');
      await talk.heard();
      const calls = [0, 2, 1, 0].map((priority, n) =>
        pool.with({ priority }).submit(posting.note, `${priority} ${n}`),
      );
      talk.say('go on');
      await running;
      const notes = await Promise.all(calls);
      talk.end();
      await pool.shutdown();
      return notes.toSorted((a, b) => b.length - a.length)[0]!;
    },
    expect: ['2 1', '1 2', '0 0', '0 3'],
  }),
  byMessages({
    id: 'executor.messages-map',
    title: 'without shared memory map() gives the results in order, in chunks or with a bound',
    kind: 'normal',
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const seen = {
        ...(await mapped(pool)),
        until: [] as number[],
        error: '',
      };
      seen.error = await tools.thrownBy(async () => {
        for await (const n of pool.map(pooling.failOdd, [0, 2, 3, 4])) seen.until.push(n);
      });
      await pool.shutdown();
      return seen;
    },
    expect: {
      all: ten,
      chunks: ten,
      bounded: ten,
      unordered: ten,
      until: [0, 2],
      error: 'RangeError',
    },
  }),
];
