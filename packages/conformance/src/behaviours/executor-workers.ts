import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';

/** The threads of an executor: how they begin and end, and who gets which call. */
export const executorWorkers: readonly Behaviour[] = [
  behaviour({
    id: 'executor.initializer',
    title: 'an initializer runs once in each thread, before its first call; threads have names',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({
        maxWorkers: 2,
        threadNamePrefix: 'w',
        initializer: pooling.prepare,
        initargs: ['prepared'],
      });
      await pool.warmUp();
      const workers = pool.workers;
      const prepared = await Promise.all([1, 2, 3, 4].map(() => pool.submit(pooling.prepared)));
      const names = await Promise.all([1, 2, 3, 4].map(() => pool.submit(pooling.name)));
      await pool.shutdown();
      return {
        workers,
        prepared: [...new Set(prepared)],
        named: names.every((name) => name === 'w_0' || name === 'w_1'),
      };
    },
    expect: { workers: 2, prepared: ['nothing prepared'], named: true },
  }),
  behaviour({
    id: 'executor.initializer-fails',
    title: 'an initializer that throws breaks the executor: what waits fails, and what comes',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({
        maxWorkers: 1,
        initializer: pooling.fail,
        initargs: ['not prepared'],
      });
      const futures = [1, 2, 3].map(() => pool.submit(pooling.add, 1, 1));
      const failures = await Promise.all(futures.map((future) => future.exception()));
      const cause = (failures[0] as Error).cause;
      const later = await tools.thrownBy(() => pool.submit(pooling.add, 1, 1));
      await pool.shutdown();
      return {
        classes: failures.map((error) => tools.error(error).class),
        cause: tools.error(cause).message,
        later,
      };
    },
    expect: {
      classes: ['BrokenExecutorError', 'BrokenExecutorError', 'BrokenExecutorError'],
      cause: 'not prepared',
      later: 'BrokenExecutorError',
    },
  }),
  behaviour({
    id: 'executor.max-tasks',
    title: 'after maxTasksPerChild calls a thread is replaced',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({
        maxWorkers: 1,
        maxTasksPerChild: 2,
        threadNamePrefix: 'w',
      });
      const names = await Promise.all([1, 2, 3, 4, 5].map(() => pool.submit(pooling.name)));
      await pool.shutdown();
      return names;
    },
    expect: ['w_0', 'w_0', 'w_1', 'w_1', 'w_2'],
  }),
  behaviour({
    id: 'executor.idle',
    title: 'a thread that has had nothing to do for idleTimeout ends; the next call gets another',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor, sleep }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, idleTimeout: 5, threadNamePrefix: 'w' });
      const first = await pool.submit(pooling.name);
      while (pool.workers > 0) await sleep(1);
      const second = await pool.submit(pooling.name);
      await pool.shutdown();
      return [first, second];
    },
    expect: ['w_0', 'w_1'],
  }),
  behaviour({
    id: 'executor.several-at-a-time',
    title: 'one thread runs several calls beside each other while they wait',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, tasksPerWorker: 3 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const calls = ['a', 'b', 'c', 'd'].map((name) =>
        pool.submit(pooling.meetYielding, arrived, go, name),
      );
      const there = [await arrived.get(), await arrived.get(), await arrived.get()].toSorted();
      const none = arrived.tryGet() ?? null;
      for (const _ of calls) await go.put('go on');
      await Promise.all(calls);
      await pool.shutdown();
      return { there, none, last: (await arrived.get()) as string };
    },
    expect: { there: ['a', 'b', 'c'], none: null, last: 'd' },
  }),
  behaviour({
    id: 'executor.stealing',
    title: 'calls that wait behind one which takes long go to a thread that has nothing to do',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      await pool.submit(pooling.echo, 0); // in a bundle it says which worker is to be started
      await pool.warmUp();
      // From here on each thread is known to need little time for a call, so it gets many at once.
      await pool.map(
        pooling.echo,
        Array.from({ length: 2000 }, (_, n) => n),
      );
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const long = pool.submit(pooling.meet, arrived, go, 'there');
      const others = Array.from({ length: 50 }, (_, n) => pool.submit(pooling.add, n, 1));
      const sums = await Promise.all(others);
      await go.put('the end');
      const result = await long;
      await pool.shutdown();
      return { right: sums.every((sum, n) => sum === n + 1), result };
    },
    expect: { right: true, result: 'the end' },
  }),
];
