import { behaviour, type Behaviour, type Fact } from '../behaviour.ts';
import { processPooling } from '../tasks/process-pooling.ts';

/** Items of which the third cannot be had. */
function* failing(): Generator<number> {
  yield 0;
  yield 1;
  throw new TypeError('no more items');
}

/** What is there when all results were asked for, one by one. */
async function outcomes(
  results: { next(): PromiseLike<IteratorResult<number>> },
  count: number,
): Promise<Fact[]> {
  const seen: Fact[] = [];
  for (let n = 0; n < count; n += 1) {
    try {
      const { done, value } = await results.next();
      seen.push(done === true ? 'done' : (value as number));
    } catch (error) {
      seen.push((error as Error).name);
    }
  }
  return seen;
}

/** Pool: processes that are given calls. */
export const poolOfProcesses: readonly Behaviour[] = [
  behaviour({
    id: 'process.pool-apply',
    title:
      'apply() gives what a function gave in a process, applyAsync() a result to ask for later',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pool }, tools) {
      const pool = new Pool({ processes: 1 });
      try {
        const result = pool.applyAsync(processPooling.add, [3, 4]);
        const early = [result.ready, await tools.thrownBy(() => result.successful())];
        await result.wait();
        return {
          early,
          applied: await pool.apply(processPooling.add, [1, 2]),
          threw: await tools.thrownBy(() => pool.apply(processPooling.failOdd, [1])),
          later: [result.ready, result.successful(), await result.get()],
          late: await tools.thrownBy(() =>
            pool.applyAsync(processPooling.never).get({ timeout: 1 }),
          ),
        };
      } finally {
        await pool.terminate();
      }
    },
    expect: {
      early: [false, 'InvalidStateError'],
      applied: 3,
      threw: 'RangeError',
      later: [true, true, 7],
      late: 'TimeoutError',
    },
  }),
  behaviour({
    id: 'process.pool-map',
    title:
      'map() and starmap() give all results in order; after a failure all other calls still run, and the first is thrown',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pool }, tools) {
      const pool = new Pool({ processes: 2 });
      const pairs: [number, number][] = [
        [1, 2],
        [3, 4],
        [5, 6],
      ];
      try {
        return {
          map: await pool.map(processPooling.double, [1, 2, 3]),
          chunks: await pool.map(processPooling.double, [1, 2, 3], { chunksize: 2 }),
          spread: await pool.starmap(processPooling.add, pairs),
          spreadChunks: await pool.starmapAsync(processPooling.add, pairs, { chunksize: 2 }).get(),
          none: await pool.map(processPooling.double, []),
          failure: await tools.thrownBy(() => pool.map(processPooling.failOdd, [2, 3, 0])),
          source: await tools.thrownBy(() => pool.map(processPooling.double, failing())),
          firstOfBoth: await tools.thrownBy(() => pool.map(processPooling.failOdd, failing())),
        };
      } finally {
        await pool.terminate();
      }
    },
    expect: {
      map: [2, 4, 6],
      chunks: [2, 4, 6],
      spread: [3, 7, 11],
      spreadChunks: [3, 7, 11],
      none: [],
      failure: 'RangeError',
      source: 'TypeError',
      firstOfBoth: 'RangeError',
    },
  }),
  behaviour({
    id: 'process.pool-imap',
    title:
      'imap() gives each outcome at its place, imapUnordered() as it is there; what the items throw comes behind them',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pool }, tools) {
      const pool = new Pool({ processes: 1 });
      try {
        const inOrder = await outcomes(pool.imap(processPooling.failOdd, failing()), 4);
        const anyhow = await outcomes(pool.imapUnordered(processPooling.double, [1, 2]), 3);
        const never = pool.imap(processPooling.never, [1]);
        const late = await tools.thrownBy(() => never.next({ timeout: 1 }));
        return { inOrder, anyhow, late };
      } finally {
        await pool.terminate();
      }
    },
    expect: {
      inOrder: [0, 'RangeError', 'TypeError', 'done'],
      anyhow: [2, 4, 'done'],
      late: 'TimeoutError',
    },
  }),
  behaviour({
    id: 'process.pool-callbacks',
    title: 'exactly one of callback and errorCallback is called, before whoever waits goes on',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pool }) {
      const pool = new Pool({ processes: 1 });
      const told: Fact[] = [];
      const options = {
        callback: (value: number | number[]) => void told.push(value),
        errorCallback: (error: unknown) => void told.push((error as Error).message),
      };
      try {
        await pool.applyAsync(processPooling.add, [1, 2], options).wait();
        await pool.applyAsync(processPooling.failOdd, [1], options).wait();
        await pool.mapAsync(processPooling.double, [1, 2], options).wait();
        await pool.mapAsync(processPooling.failOdd, [2, 3], options).wait();
        return told;
      } finally {
        await pool.terminate();
      }
    },
    expect: [3, '1 is odd', [2, 4], '3 is odd'],
  }),
  behaviour({
    id: 'process.pool-close',
    title: 'close() refuses more and lets the rest run; join() comes after it',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pool }, tools) {
      const pool = new Pool({ processes: 1 });
      const early = await tools.thrownBy(() => pool.join());
      const calls = [1, 2, 3].map((n) => pool.applyAsync(processPooling.double, [n]));
      pool.close();
      const more = await tools.thrownBy(() => pool.apply(processPooling.double, [4]));
      await pool.join();
      const ready = calls.every((call) => call.ready);
      return { early, more, ready, workers: pool.workers, last: await calls[2]!.get() };
    },
    expect: { early: 'InvalidStateError', more: 'ShutDownError', ready: true, workers: 0, last: 6 },
  }),
  behaviour({
    id: 'process.pool-terminate',
    title: 'terminate(), and leaving its block, end the processes, and what is outstanding is told',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pool }, tools) {
      const pool = new Pool({ processes: 1 });
      await pool.warmUp();
      const runs = pool.applyAsync(processPooling.never);
      const waits = pool.applyAsync(processPooling.never);
      await pool.terminate();
      await pool.join();
      const other = new Pool({ processes: 1 });
      const left = other.applyAsync(processPooling.never);
      await other[Symbol.asyncDispose]();
      return {
        workers: [pool.workers, other.workers],
        runs: await tools.thrownBy(() => runs.get()),
        waits: await tools.thrownBy(() => waits.get()),
        left: [left.ready, left.successful()],
        more: await tools.thrownBy(() => pool.apply(processPooling.never)),
      };
    },
    expect: {
      workers: [0, 0],
      runs: 'ProcessDiedError',
      waits: 'CancelledError',
      left: [true, false],
      more: 'ShutDownError',
    },
  }),
  behaviour({
    id: 'process.pool-replaces',
    title: 'a process is replaced after maxTasksPerChild calls; each begins with the initializer',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ Pool }) {
      const { begin, pid, told } = processPooling;
      const options = { processes: 1, maxTasksPerChild: 2, initializer: begin };
      const pool = new Pool({ ...options, initargs: ['hello'] });
      try {
        const [one, two, three] = [
          await pool.apply(pid),
          await pool.apply(pid),
          await pool.apply(pid),
        ];
        return { same: one === two, other: two !== three, told: await pool.apply(told) };
      } finally {
        await pool.terminate();
      }
    },
    expect: { same: true, other: true, told: ['hello'] },
  }),
  behaviour({
    id: 'process.pool-refused',
    title: 'a pool refuses options out of range; what cannot cross fails its call only',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ Pool }, tools) {
      const refused = [];
      for (const options of [
        { processes: 0 },
        { processes: 1.5 },
        { maxTasksPerChild: 0 },
        { maxTasksPerChild: 'two' as never },
      ]) {
        refused.push(await tools.thrownBy(() => new Pool(options)));
      }
      const pool = new Pool({ processes: 1 });
      try {
        const unsendable = await tools.failureOf(() => pool.apply(processPooling.giveFunction));
        return {
          refused,
          unsendable: unsendable === 'nothing' ? unsendable : unsendable.message,
          next: await pool.apply(processPooling.add, [1, 1]),
        };
      } finally {
        await pool.terminate();
      }
    },
    expect: {
      refused: [
        'InvalidArgumentError',
        'InvalidArgumentError',
        'InvalidArgumentError',
        'InvalidArgumentError',
      ],
      unsendable: 'cannot send result.onDone: a function',
      next: 2,
    },
  }),
  behaviour({
    id: 'process.pool-failures',
    title:
      'an error has the stack of its process; a process that is killed fails its call, and the pool goes on',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ Pool, ProcessDiedError }) {
      const pool = new Pool({ processes: 1 });
      try {
        const failed = pool.applyAsync(processPooling.failOdd, [1]);
        const error = await failed.get().catch((reason: unknown) => reason as Error);
        const died = await pool
          .apply(processPooling.killed)
          .catch((reason: unknown) => reason as InstanceType<typeof ProcessDiedError>);
        return {
          stack: /failOdd.*process-pooling/.test((error as Error).stack ?? ''),
          died: died instanceof ProcessDiedError && died.signal === 'SIGKILL',
          next: await pool.apply(processPooling.add, [1, 1]),
        };
      } finally {
        await pool.terminate();
      }
    },
    expect: { stack: true, died: true, next: 2 },
  }),
];
