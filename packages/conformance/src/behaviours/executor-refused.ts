import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import { stranger } from '../tasks/stranger.ts';

/** What an executor refuses: what is no task, options that are none, one call too many. */
export const executorRefused: readonly Behaviour[] = [
  behaviour({
    id: 'executor.not-a-task',
    title:
      'a function that threads cannot find is refused; one that they turn out not to know fails its call',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const before = await pool.submit(pooling.add, 1, 1);
      const seen = {
        function: await tools.thrownBy(() => pool.submit((() => {}) as typeof pooling.name)),
        text: await tools.thrownBy(() => pool.submit('add' as unknown as typeof pooling.name)),
        map: await tools.thrownBy(() => pool.map((() => {}) as never, [])),
        unknown: await tools.thrownBy(() => pool.submit(stranger.never)),
        before,
        after: await pool.submit(pooling.add, 2, 2),
      };
      await pool.shutdown();
      return seen;
    },
    expect: {
      function: 'InvalidArgumentError',
      text: 'InvalidArgumentError',
      map: 'InvalidArgumentError',
      unknown: 'TaskNotFoundError',
      before: 2,
      after: 4,
    },
  }),
  behaviour({
    id: 'executor.options',
    title: 'sizes that are none, and options that are none, are refused',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const bad: object[] = [
        { maxWorkers: 0 },
        { maxWorkers: -1 },
        { maxWorkers: 1.5 },
        { maxWorkers: Infinity },
        { maxWorkers: 2, minWorkers: 3 },
        { tasksPerWorker: 0 },
        { maxTasksPerChild: 0 },
        { maxQueue: -1 },
        { ageing: 0 },
        { idleTimeout: -1 },
        { startTimeout: Number.NaN },
        { initializer: () => {} },
        { initargs: 'text' },
        { onWorkerDeath: 'ignore' },
        { threadNamePrefix: 5 },
        { worker: 'worker.js' },
      ];
      const seen = new Set<string>();
      for (const options of bad) {
        seen.add(await tools.thrownBy(() => new ThreadPoolExecutor(options as never)));
      }
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      for (const how of [
        { timeout: -1 },
        { grace: '1' },
        { priority: 'x' },
        { signal: 1 },
        { transfer: 5 },
      ]) {
        seen.add(await tools.thrownBy(() => pool.with(how as never)));
      }
      for (const how of [{ chunksize: 0 }, { buffersize: 0 }, { timeout: -1 }, { onProgress: 1 }]) {
        seen.add(await tools.thrownBy(() => pool.map(pooling.echo, [1], how as never)));
      }
      seen.add(await tools.thrownBy(() => pool.map(pooling.echo, 5 as never)));
      seen.add(await tools.thrownBy(() => pool.shutdown({ wait: 1 } as never)));
      await pool.shutdown();
      return [...seen];
    },
    expect: ['InvalidArgumentError'],
  }),
  behaviour({
    id: 'executor.queue-full',
    title: 'with maxQueue as many calls wait; room() tells when one more may come',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const meeting = pool.submit(pooling.meet, arrived, go, 'there');
      await arrived.get();
      const waits = pool.submit(pooling.add, 1, 1);
      const full = await tools.thrownBy(() => pool.submit(pooling.add, 2, 2));
      const room = pool.room();
      await go.put('go on');
      await room;
      const next = pool.submit(pooling.add, 3, 3);
      const results = [await meeting, await waits, await next];
      await pool.shutdown();
      return { full, results };
    },
    expect: { full: 'ExecutorFullError', results: ['go on', 2, 6] },
  }),
  behaviour({
    id: 'executor.waits-limits',
    title: 'room() and warmUp() end with their time limit and their signal, and nothing else does',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const signal = AbortSignal.abort(new RangeError('no longer'));
      const two = new ThreadPoolExecutor({ maxWorkers: 2 });
      await two.submit(pooling.add, 1, 1);
      const warm = [
        await tools.thrownBy(() => two.warmUp({ signal })),
        two.workers,
        await tools.thrownBy(() => two.warmUp({ timeout: 0 })),
        two.workers,
        await tools.thrownBy(() => two.warmUp({ timeout: 20_000 })),
      ];
      await two.shutdown();
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 0, name: 'p' });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const meeting = pool.submit(pooling.meet, arrived, go, 'there');
      await arrived.get();
      const room = [
        await tools.thrownBy(() => pool.room({ signal })),
        await tools.thrownBy(() => pool.room({ timeout: 1 })),
      ];
      const full = await tools.failureOf(() => pool.submit(pooling.add, 1, 1));
      await go.put('go on');
      await pool.room({ timeout: 20_000 });
      const results = [await meeting, await pool.submit(pooling.add, 1, 1)];
      await pool.shutdown();
      return { warm, room, full: full === 'nothing' ? full : full.message, results };
    },
    expect: {
      warm: ['RangeError', 1, 'TimeoutError', 2, 'nothing'],
      room: ['RangeError', 'TimeoutError'],
      full: 'submit: there is no room in executor "p": all workers have calls, and none may wait (maxQueue: 0; the default is Infinity); await its room() first',
      results: ['go on', 2],
    },
  }),
];
