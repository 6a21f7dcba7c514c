import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import { mapped, ten } from './mapped.ts';

function aborting(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new RangeError('enough')) };
}

/** map(): one call for each item. */
export const executorMap: readonly Behaviour[] = [
  behaviour({
    id: 'executor.map',
    title: 'map() gives the results in the order of the items, with chunks or a bound or without',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const progress: string[] = [];
      const seen = {
        ...(await mapped(pool)),
        progress: [] as string[],
      };
      const onProgress = (done: number, total: number | undefined) =>
        void progress.push(`${done} of ${String(total)}`);
      await pool.map(pooling.echo, [1, 2, 3], { onProgress });
      seen.progress = progress;
      await pool.shutdown();
      return seen;
    },
    expect: {
      all: ten,
      chunks: ten,
      bounded: ten,
      unordered: ten,
      progress: ['1 of 3', '2 of 3', '3 of 3'],
    },
  }),
  behaviour({
    id: 'executor.map-eager',
    title: 'map() submits all items at once; with a bound, as many as that',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      let pulled = 0;
      function* items() {
        for (const n of ten) {
          pulled += 1;
          yield n;
        }
      }
      const all = pool.map(pooling.echo, items());
      const eager = pulled;
      pulled = 0;
      const bounded = pool.map(pooling.echo, items(), { buffersize: 3 });
      const few = pulled;
      await all;
      for await (const _ of bounded) break;
      await pool.shutdown();
      return { eager, few, later: pulled <= 4 };
    },
    expect: { eager: 10, few: 3, later: true },
  }),
  behaviour({
    id: 'executor.map-async',
    title: 'map() takes what comes in time: a result is there before the next item is',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const source = new Queue<number>();
      await source.put(1);
      const got: number[] = [];
      for await (const n of pool.map(pooling.echo, source as AsyncIterable<unknown>)) {
        got.push(n as number);
        if (got.length < 4) await source.put(got.length + 1);
        else source.shutdown();
      }
      await pool.shutdown();
      return got;
    },
    expect: [1, 2, 3, 4],
  }),
  behaviour({
    id: 'executor.map-error',
    title: 'map() throws what a call threw where its result would come, and stops there',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const got: number[] = [];
      const failure = await tools.thrownBy(async () => {
        for await (const n of pool.map(pooling.failOdd, [0, 2, 3, 4])) got.push(n);
      });
      const next = await pool.submit(pooling.add, 1, 1);
      await pool.shutdown();
      return { got, failure, next };
    },
    expect: { got: [0, 2], failure: 'RangeError', next: 2 },
  }),
  behaviour({
    id: 'executor.map-leave',
    title: 'who leaves map() early, or waits too long, cancels what has not begun',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const meeting = pool.submit(pooling.meet, arrived, go, 'there');
      await arrived.get();
      const late = await tools.thrownBy(() =>
        pool.map(pooling.echo, ten, { timeout: 1 }).toArray(),
      );
      const waiting = pool.waiting;
      await go.put('go on');
      await meeting;
      let seen = 0;
      for await (const _ of pool.map(pooling.echo, ten)) {
        seen += 1;
        if (seen === 2) break;
      }
      await pool.shutdown();
      return { late, waiting, seen };
    },
    expect: { late: 'TimeoutError', waiting: 0, seen: 2 },
  }),
  behaviour({
    id: 'executor.map-leave-running',
    title:
      'a call that runs goes on where somebody leaves map() early; the signal of with() ends it',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const arrived = new Queue<string>();
      const { signal, abort } = aborting();
      const mapping = pool.with({ signal }).map(pooling.waitForEver, [arrived]);
      const results = mapping[Symbol.asyncIterator]();
      const next = results.next();
      const said = [await arrived.get()];
      await results.return!();
      await pool.submit(pooling.add, 1, 1);
      const goesOn = arrived.size === 0;
      abort();
      said.push(await arrived.get());
      await pool.shutdown();
      return { done: (await next).done === true, goesOn, said };
    },
    expect: { done: true, goesOn: true, said: ['there', 'cleaned up'] },
  }),
];
