import { behaviour, type Behaviour } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';
import { stranger } from '../tasks/stranger.ts';

const ten = Array.from({ length: 10 }, (_, index) => index);

/** Executors whose workers are threads. */
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
    id: 'executor.values',
    title: 'arguments and results cross as they were, short or long',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const loop: { self?: unknown } = {};
      loop.self = loop;
      const sent = [
        -0,
        Number.NaN,
        12345678901234567890n,
        'naïve 🧵 \ud800',
        undefined,
        null,
        new Uint8Array([1, 2, 255]),
        new Map([['k', new Set([1])]]),
        'x'.repeat(2_000_000),
        new Uint8Array(3_000_000).fill(9),
        loop,
      ];
      const got: unknown[] = [];
      for (const value of sent) got.push(await pool.submit(pooling.echo, value));
      await pool.shutdown();
      const [zero, nan, big, text, nothing, none, bytes, map, long, many, self] = got;
      return {
        zero: Object.is(zero, -0),
        nan: Number.isNaN(nan),
        big: big === sent[2],
        text: text === sent[3],
        nothing: nothing === undefined && none === null,
        bytes: [...(bytes as Uint8Array)],
        map: (map as Map<string, Set<number>>).get('k')?.has(1) ?? false,
        long: long === sent[8],
        many:
          (many as Uint8Array).every((byte) => byte === 9) && (many as Uint8Array).length === 3e6,
        loop: (self as typeof loop).self === self,
      };
    },
    expect: {
      zero: true,
      nan: true,
      big: true,
      text: true,
      nothing: true,
      bytes: [1, 2, 255],
      map: true,
      long: true,
      many: true,
      loop: true,
    },
  }),
  behaviour({
    id: 'executor.shared',
    title: 'a lock, a queue and a value as arguments are the caller’s own',
    about: 'executor',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ ThreadPoolExecutor, Lock, Queue, Value }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const [lock, balance] = [new Lock(), new Value('i32', 0)];
      const calls = [1, 2, 3].map(() => pool.submit(pooling.deposit, lock, balance, 100));
      await Promise.all(calls);
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const meeting = pool.submit(pooling.meet, arrived, go, 'there');
      const said = await arrived.get();
      const state = meeting.state;
      await go.put('go on');
      const back = (await pool.submit(pooling.echo, lock)) === lock;
      const seen = { balance: balance.value, said, state, result: await meeting, back };
      await pool.shutdown();
      return seen;
    },
    expect: { balance: 300, said: 'there', state: 'running', result: 'go on', back: true },
  }),
  behaviour({
    id: 'executor.transfer',
    title: 'bytes move to the thread and back; here they are gone',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor, transfer }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const first = new Uint8Array(1_000_000).fill(1);
      const sent = pool.with({ transfer: [first.buffer] }).submit(pooling.moveBack, first);
      const here = first.length;
      const back = await sent;
      const second = new Uint8Array(10).fill(2);
      const waiting = [1, 2, 3].map(() => pool.submit(pooling.add, 1, 1));
      const marked = pool.submit(pooling.moveBack, transfer(second));
      const then = second.length;
      const small = await marked;
      await Promise.all(waiting);
      await pool.shutdown();
      return {
        here,
        back: [back.length, back[0] ?? 0, back[1] ?? 0],
        then,
        small: [small.length, small[0] ?? 0, small[1] ?? 0],
      };
    },
    expect: { here: 0, back: [1_000_000, 7, 1], then: 0, small: [10, 7, 2] },
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
        next,
      };
    },
    expect: {
      error: { class: 'RangeError', code: 'E_FAR', message: 'too far', instance: true },
      code: 'E_FAR',
      km: 42,
      cause: 'TypeError',
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
    id: 'executor.cannot-send',
    title: 'an argument or a result that cannot cross fails its call alone, with the path to it',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const before = pool.submit(pooling.add, 1, 1);
      const argument = pool.submit(pooling.echo, { onDone: () => {} });
      const result = pool.submit(pooling.unsendable);
      const after = pool.submit(pooling.add, 2, 2);
      const seen = {
        argument: tools.error(await argument.exception()),
        result: tools.error(await result.exception()),
        others: [await before, await after],
      };
      await pool.shutdown();
      return {
        argument: [seen.argument.class, seen.argument.message],
        result: [seen.result.class, seen.result.message],
        others: seen.others,
      };
    },
    expect: {
      argument: ['CannotSendError', 'cannot send args[0].onDone: a function'],
      result: ['CannotSendError', 'cannot send result.list[1].callback: a function'],
      others: [2, 4],
    },
  }),
  behaviour({
    id: 'executor.cannot-move',
    title: 'what cannot move any more fails its call alone',
    about: 'executor',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }, tools) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const bytes = new Uint8Array(8);
      const moved = pool.with({ transfer: [bytes.buffer] });
      const first = await moved.submit(pooling.moveBack, bytes);
      const again = await tools.thrownBy(() => moved.submit(pooling.moveBack, bytes));
      const behind = pool.submit(pooling.add, 1, 1);
      const waiting = await tools.thrownBy(() => moved.submit(pooling.echo, 1));
      const next = await behind;
      await pool.shutdown();
      return { first: first.length, again, waiting, next };
    },
    expect: { first: 8, again: 'CannotSendError', waiting: 'CannotSendError', next: 2 },
  }),
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
    id: 'executor.map',
    title: 'map() gives the results in the order of the items, with chunks or a bound or without',
    about: 'executor',
    kind: 'normal',
    needs: ['threads'],
    async run({ ThreadPoolExecutor }) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const progress: string[] = [];
      const seen = {
        all: (await pool.map(pooling.echo, ten)) as number[],
        chunks: (await pool.map(pooling.echo, ten, { chunksize: 4 })) as number[],
        bounded: (await pool.map(pooling.echo, ten, { buffersize: 2 })) as number[],
        unordered: ((await pool.map(pooling.echo, ten, { ordered: false })) as number[]).toSorted(
          (a, b) => a - b,
        ),
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
  behaviour({
    id: 'executor.self-wait',
    title: 'a call that waits for one of the same full executor is told, and does not hang',
    about: 'executor',
    kind: 'normal',
    needs: [],
    async run({ LocalExecutor }, tools) {
      const pool = new LocalExecutor({ maxWorkers: 1, name: 'p' });
      const failure = await tools.failureOf(() =>
        pool.submit(function* outer() {
          return yield* pool.submit(function inner() {
            return 1;
          });
        }),
      );
      const next = await pool.submit(() => 2);
      await pool.shutdown();
      return { class: failure === 'nothing' ? failure : failure.class, next };
    },
    expect: { class: 'DeadlockError', next: 2 },
  }),
];
