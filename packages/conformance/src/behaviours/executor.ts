import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';

/** Executors whose workers are threads: calls, their results and their failures. */
export const executors: readonly Behaviour[] = [
  behaviour({
    id: 'executor.submit',
    title: 'plain, async and generator functions are called in a thread, and give their result',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor, Future }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const future = pool.submit(pooling.add, 40, 2);
      const state = future.state;
      const results = [
        await future,
        await pool.submit(pooling.addAsync, 40, 2),
        await pool.submit(pooling.addYielding, 40, 2),
      ];
      await pool.shutdown();
      return { isFuture: future instanceof Future, state, results, then: future.state };
    },
    expect: { isFuture: true, state: 'pending', results: [42, 42, 42], then: 'done' },
  }),
  behaviour({
    id: 'executor.many',
    title: 'a thousand calls give each its own result, whoever runs them',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 3 });
      const futures = Array.from({ length: 1000 }, (_, n) => pool.submit(pooling.add, n, 1));
      const sums = await Promise.all(futures);
      const workers = pool.workers;
      await pool.shutdown();
      return {
        right: sums.every((sum, n) => sum === n + 1),
        few: workers <= 3,
        left: pool.workers,
      };
    },
    expect: { right: true, few: true, left: 0 },
  }),
  behaviour({
    id: 'executor.errors',
    title: 'what a call throws arrives with its class, cause, code and fields, and fails it alone',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const failure = await pool.submit(pooling.fail, 'too far').exception();
      const { code, far, cause } = failure as RangeError & { code: string; far: { km: number } };
      const next = await pool.submit(pooling.add, 1, 2);
      await pool.shutdown();
      return {
        error: { ...tools.error(failure) },
        code,
        km: far.km,
        cause: tools.error(cause).class,
        stackOfThread: String((failure as Error).stack).includes('pooling'),
        next,
      };
    },
    expect: {
      error: { class: 'RangeError', code: 'E_FAR', message: 'too far', instance: true },
      code: 'E_FAR',
      km: 42,
      cause: 'TypeError',
      stackOfThread: true,
      next: 3,
    },
  }),
  behaviour({
    id: 'executor.errors-many',
    title: 'a thousand calls of which each second one fails: exactly those do',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const futures = Array.from({ length: 1000 }, (_, n) => pool.submit(pooling.failOdd, n));
      const ends = await Promise.allSettled(futures);
      await pool.shutdown();
      return {
        right: ends.every((end, n) =>
          end.status === 'fulfilled'
            ? end.value === n && n % 2 === 0
            : (end.reason as Error).message === `odd ${n}`,
        ),
        failed: ends.filter(({ status }) => status === 'rejected').length,
      };
    },
    expect: { right: true, failed: 500 },
  }),
  behaviour({
    id: 'executor.nested',
    title: 'a thread of an executor has an executor of its own, awaited',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'threadsBelow'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const all = await pool.submit(pooling.nestedAwaiting, 5);
      await pool.shutdown();
      return all;
    },
    expect: [0, 1, 2, 3, 4],
  }),
  behaviour({
    id: 'executor.result-sync',
    title: 'a thread that blocks for calls gets their results',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory', 'threadsBelow'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const all = await pool.submit(pooling.nested, 5);
      await pool.shutdown();
      return all;
    },
    expect: [1, 2, 3, 4, 5],
  }),
  behaviour({
    id: 'executor.result-sync-ends',
    title: 'resultSync() hears of a failure, its time limit, and that of the call',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory', 'threadsBelow'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const seen = await pool.submit(pooling.blockedFor, arrived, go);
      await pool.shutdown();
      return seen;
    },
    expect: ['RangeError', 'TimeoutError', 'met', 'TimeoutError'],
  }),
];
