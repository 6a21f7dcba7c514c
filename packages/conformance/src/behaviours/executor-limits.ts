import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';

/** Calls that are called off: at each moment of their way. */
export const executorLimits: readonly Behaviour[] = [
  behaviour({
    id: 'executor.cancel',
    title: 'cancel() takes out what has not begun; what runs goes on',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const running = pool.submit(pooling.meet, arrived, go, 'first');
      const waiting = pool.submit(pooling.meet, arrived, go, 'second');
      const last = pool.submit(pooling.add, 1, 1);
      await arrived.get();
      const cancelled = [running.cancel(), waiting.cancel(), waiting.cancel()];
      await go.put('go on');
      const seen = {
        cancelled,
        result: await running,
        waiting: await tools.thrownBy(() => waiting),
        last: await last,
        afterwards: [running.cancel(), arrived.size],
      };
      await pool.shutdown();
      return seen;
    },
    expect: {
      cancelled: [false, true, true],
      result: 'go on',
      waiting: 'CancelledError',
      last: 2,
      afterwards: [false, 0],
    },
  }),
  behaviour({
    id: 'executor.abort',
    title:
      'a signal ends a call with its reason: before it came, in the line, while it waits or computes',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'w' });
      const arrived = new Queue<string>();
      const reason = new RangeError('enough');
      const before = pool.with({ signal: AbortSignal.abort(reason) }).submit(pooling.add, 1, 1);
      const abort = new AbortController();
      const limited = pool.with({ signal: abort.signal, grace: 60_000 });
      const running = limited.submit(pooling.waitForEver, arrived);
      const waiting = limited.submit(pooling.add, 1, 1);
      const other = pool.submit(pooling.name);
      await arrived.get();
      abort.abort(reason);
      const [first, second, third] = [
        await before.exception(),
        await running.exception(),
        await waiting.exception(),
      ];
      const cleaned = await arrived.get();
      const again = new AbortController();
      const computing = pool
        .with({ signal: again.signal, grace: 60_000 })
        .submit(pooling.computeAsking, arrived);
      await arrived.get();
      again.abort(reason);
      const fourth = await computing.exception();
      const seen = {
        reasons: [first, second, third, fourth].map((error) => error === reason),
        cleaned,
        // Nobody's thread was ended.
        names: [await other, await pool.submit(pooling.name)],
        then: await tools.thrownBy(() => running),
      };
      await pool.shutdown();
      return seen;
    },
    expect: {
      reasons: [true, true, true, true],
      cleaned: 'cleaned up',
      names: ['w_0', 'w_0'],
      then: 'RangeError',
    },
  }),
  behaviour({
    id: 'executor.timeout',
    title: 'a call that takes longer than its timeout, counted from its begin, is cancelled',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const running = pool.submit(pooling.meet, arrived, go, 'first');
      const limited = pool.with({ timeout: 20, grace: 60_000 });
      const waiting = limited.submit(pooling.waitForEver, arrived);
      await arrived.get();
      const state = waiting.state;
      const failedBefore = await tools.thrownBy(() => waiting.result({ timeout: 60 }));
      const still = waiting.state;
      await go.put('go on');
      await running;
      const failure = await waiting.exception();
      const insisted = await limited.submit(pooling.insist, arrived);
      await pool.shutdown();
      return { state, failedBefore, still, failure: tools.error(failure).class, insisted };
    },
    expect: {
      state: 'pending',
      failedBefore: 'TimeoutError',
      still: 'pending',
      failure: 'TimeoutError',
      insisted: 'a value',
    },
  }),
  behaviour({
    id: 'executor.endless',
    title:
      'a call that never ends: after its timeout and grace its thread is ended, and another does the rest',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue, Value }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: 'w' });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const stop = new Value('i32', 0);
      const neighbour = pool.submit(pooling.meet, arrived, go, 'neighbour');
      await arrived.get();
      const endless = pool.with({ timeout: 5, grace: 5 }).submit(pooling.compute, arrived, stop);
      const behind = [1, 2, 3].map((n) => pool.submit(pooling.add, n, n));
      const failure = await endless.exception();
      const sums = await Promise.all(behind);
      const state = neighbour.state;
      const name = await pool.submit(pooling.name);
      await go.put('unharmed');
      const result = await neighbour;
      stop.value = 1; // not every runtime can end it
      await pool.shutdown();
      return { failure: tools.error(failure).class, sums, state, name, result };
    },
    expect: {
      failure: 'TimeoutError',
      sums: [2, 4, 6],
      state: 'running',
      name: 'w_2',
      result: 'unharmed',
    },
  }),
  behaviour({
    id: 'executor.endless-beside',
    title:
      'calls that wait in the thread of one which does not end go on to their end before it is ended',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }, tools) {
      const pool = new ThreadPoolExecutor({
        maxWorkers: 1,
        tasksPerWorker: 2,
        threadNamePrefix: 'w',
      });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const abort = new AbortController();
      const neighbour = pool.submit(pooling.meetYielding, arrived, go, 'neighbour');
      const endless = pool.with({ signal: abort.signal, grace: 1 }).submit(pooling.never, arrived);
      for (const _ of [neighbour, endless]) await arrived.get();
      abort.abort(new RangeError('enough'));
      const failure = await endless.exception();
      const behind = pool.submit(pooling.name);
      await go.put('unharmed');
      const result = await neighbour;
      const name = await behind;
      await pool.shutdown();
      return { failure: tools.error(failure).class, result, name };
    },
    expect: { failure: 'RangeError', result: 'unharmed', name: 'w_1' },
  }),
  behaviour({
    id: 'executor.priority',
    title: 'the most urgent of those that wait goes first',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const first = pool.submit(pooling.meet, arrived, go, 'runs');
      await arrived.get();
      const calls = [0, 2, 1, 0].map((priority, n) =>
        pool.with({ priority }).submit(pooling.meet, arrived, go, `${priority} ${n}`),
      );
      const order: string[] = [];
      for (const _ of calls) {
        await go.put('go on');
        order.push(await arrived.get());
      }
      await go.put('go on');
      await Promise.all([first, ...calls]);
      await pool.shutdown();
      return order;
    },
    expect: ['2 1', '1 2', '0 0', '0 3'],
  }),
  behaviour({
    id: 'executor.terminate',
    title: 'terminateWorkers() ends all threads: what runs fails, what waits is cancelled',
    about: 'executor',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Queue, Value }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const [arrived, stop] = [new Queue<string>(), new Value('i32', 0)];
      const futures = [1, 2].map(() => pool.submit(pooling.compute, arrived, stop));
      const waiting = pool.submit(pooling.add, 1, 1);
      for (const _ of futures) await arrived.get();
      await Promise.all([pool.terminateWorkers(), pool.terminateWorkers()]);
      stop.value = 1; // not every runtime can end them
      const failures = await Promise.all(futures.map((future) => future.exception()));
      return {
        running: failures.map((error) => (error as Error).name),
        waiting: waiting.state,
        workers: pool.workers,
      };
    },
    expect: { running: ['ThreadDiedError', 'ThreadDiedError'], waiting: 'cancelled', workers: 0 },
  }),
];
