import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';

/** How an executor ends. */
export const executorShutdown: readonly Behaviour[] = [
  behaviour({
    id: 'executor.shutdown',
    title:
      'shutdown() runs what there is, and takes no more; with cancelFutures what has not begun is cancelled',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const ends = async (cancelFutures: boolean, wait: boolean) => {
        const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
        const running = pool.submit(pooling.meet, arrived, go, 'there');
        const waiting = [1, 2].map((n) => pool.submit(pooling.add, n, n));
        await arrived.get();
        const gone = pool.shutdown({ cancelFutures, wait });
        const refused = await tools.thrownBy(() => pool.submit(pooling.add, 1, 1));
        await go.put('the end');
        await gone;
        const result = await running;
        await Promise.allSettled(waiting);
        await pool.shutdown();
        return [refused, result, ...waiting.map(({ state }) => state), pool.workers];
      };
      return {
        plain: await ends(false, true),
        notWaiting: await ends(false, false),
        cancelling: await ends(true, true),
      };
    },
    expect: {
      plain: ['ShutDownError', 'the end', 'done', 'done', 0],
      notWaiting: ['ShutDownError', 'the end', 'done', 'done', 0],
      cancelling: ['ShutDownError', 'the end', 'cancelled', 'cancelled', 0],
    },
  }),
  behaviour({
    id: 'executor.dispose',
    title: 'an executor that is disposed of has run what it had',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const futures = [1, 2, 3].map((n) => pool.submit(pooling.addAsync, n, n));
      await pool[Symbol.asyncDispose]();
      return { states: futures.map(({ state }) => state), workers: pool.workers };
    },
    expect: { states: ['done', 'done', 'done'], workers: 0 },
  }),
];
