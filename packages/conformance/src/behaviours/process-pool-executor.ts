import { behaviour, type Behaviour } from '../behaviour.ts';
import { processing } from '../tasks/processing.ts';

/** ProcessPoolExecutor: an executor whose workers are processes. */
export const processPoolExecutor: readonly Behaviour[] = [
  behaviour({
    id: 'process.executor',
    title:
      'an executor runs calls in processes and maps in order, by chunks where that is asked for',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ ProcessPoolExecutor }, tools) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 2 });
      try {
        const numbers = [1, 2, 3, 4, 5];
        const mapped: number[] = [];
        for await (const twice of pool.map(processing.double, numbers, { chunksize: 2 })) {
          mapped.push(twice);
        }
        return {
          sum: await pool.submit(processing.add, 1, 2),
          mapped,
          elsewhere: (await pool.submit(processing.pid)) !== process.pid,
          chunksize: await tools.thrownBy(() =>
            pool.map(processing.double, numbers, { chunksize: 0 }),
          ),
        };
      } finally {
        await pool.shutdown();
      }
    },
    expect: {
      sum: 3,
      mapped: [2, 4, 6, 8, 10],
      elsewhere: true,
      chunksize: 'InvalidArgumentError',
    },
  }),
  behaviour({
    id: 'process.executor-crossing',
    title:
      'what cannot cross fails its call only, and an error comes back as itself; the executor goes on',
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ ProcessPoolExecutor }, tools) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
      try {
        const argument = await tools.failureOf(() =>
          pool.submit(processing.add, 1, (() => 2) as never),
        );
        const result = await tools.failureOf(() => pool.submit(processing.giveFunction));
        const error = await pool.submit(processing.fail, 3).exception();
        return {
          argument: argument === 'nothing' ? argument : argument.message,
          result: result === 'nothing' ? result : result.message,
          error: error instanceof processing.OddError,
          stack: /fail.*processing/.test((error as Error).stack ?? ''),
          next: await pool.submit(processing.add, 1, 2),
        };
      } finally {
        await pool.shutdown();
      }
    },
    expect: {
      argument: 'cannot send args[1]: a function',
      result: 'cannot send result.onDone: a function',
      error: true,
      stack: true,
      next: 3,
    },
  }),
  behaviour({
    id: 'process.executor-dies',
    title: 'a process that dies fails the call that it had begun, and another runs the rest',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ ProcessPoolExecutor, ProcessDiedError }) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
      try {
        const dies = pool.submit(processing.die, 'SIGKILL').exception();
        const sums = [1, 2, 3].map((n) => pool.submit(processing.add, n, n));
        const error = await dies;
        const { pid, exitCode, signal } = error as InstanceType<typeof ProcessDiedError>;
        return {
          error: (error as Error).name,
          end: [typeof pid, exitCode ?? null, signal ?? null],
          sums: await Promise.all(sums),
        };
      } finally {
        await pool.shutdown();
      }
    },
    expect: {
      error: 'ProcessDiedError',
      end: ['number', -9, 'SIGKILL'],
      sums: [2, 4, 6],
    },
  }),
  behaviour({
    id: 'process.executor-limits',
    title:
      'a call that computes without end is ended by its timeout, or its signal, also in a process that knows its function',
    about: 'process',
    kind: 'given-up',
    needs: ['processes'],
    async run({ ProcessPoolExecutor }, tools) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
      try {
        const pids = [await pool.submit(processing.spin, 0)];
        const timed = pool.with({ timeout: 5, grace: 1 }).submit(processing.spin, Infinity);
        const late = tools.error(await timed.exception()).class;
        pids.push(await pool.submit(processing.spin, 0));
        const abort = new AbortController();
        const reason = new RangeError('enough');
        const limited = pool.with({ signal: abort.signal, grace: 1 });
        const aborted = limited.submit(processing.spin, Infinity);
        abort.abort(reason);
        return {
          late,
          aborted: (await aborted.exception()) === reason,
          next: await pool.submit(processing.add, 1, 2),
          processes: new Set(pids).size,
        };
      } finally {
        await pool.terminateWorkers();
      }
    },
    expect: { late: 'TimeoutError', aborted: true, next: 3, processes: 2 },
  }),
  behaviour({
    id: 'process.executor-breaks',
    title:
      "with onWorkerDeath: 'break' all that waits fails with it, and the executor takes no more",
    about: 'process',
    kind: 'bad-input',
    needs: ['processes'],
    async run({ ProcessPoolExecutor, BrokenProcessPoolError }, tools) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 1, onWorkerDeath: 'break' });
      try {
        const dies = pool.submit(processing.die, 'SIGKILL').exception();
        const waits = pool.submit(processing.add, 1, 2).exception();
        const broken = (await waits) as InstanceType<typeof BrokenProcessPoolError>;
        return {
          dies: ((await dies) as Error).name,
          waits: broken.name,
          end: [typeof broken.pid, broken.exitCode ?? null, broken.signal ?? null, broken.stderr],
          next: await tools.thrownBy(() => pool.submit(processing.add, 1, 2)),
        };
      } finally {
        await pool.shutdown();
      }
    },
    expect: {
      dies: 'ProcessDiedError',
      waits: 'BrokenProcessPoolError',
      end: ['number', -9, 'SIGKILL', ''],
      next: 'BrokenProcessPoolError',
    },
  }),
  behaviour({
    id: 'process.executor-max-tasks',
    title: 'with maxTasksPerChild a process is replaced after so many calls',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ ProcessPoolExecutor }, tools) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 2 });
      try {
        const pids: number[] = [];
        for (let n = 0; n < 4; n += 1) pids.push(await pool.submit(processing.pid));
        return {
          together: [pids[0] === pids[1], pids[2] === pids[3]],
          processes: new Set(pids).size,
          none: await tools.thrownBy(() => new ProcessPoolExecutor({ maxTasksPerChild: 0 })),
        };
      } finally {
        await pool.shutdown();
      }
    },
    expect: { together: [true, true], processes: 2, none: 'InvalidArgumentError' },
  }),
  behaviour({
    id: 'process.executor-terminate',
    title: 'terminateWorkers() ends the processes: what runs fails, what waits is cancelled',
    about: 'process',
    kind: 'normal',
    needs: ['processes'],
    async run({ ProcessPoolExecutor, Queue }) {
      const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
      const said = new Queue<string>();
      const runs = pool.submit(processing.compute, said).exception();
      const waits = pool.submit(processing.add, 1, 2);
      await said.get();
      await pool.terminateWorkers();
      return {
        runs: ((await runs) as Error).name,
        waits: waits.state,
        workers: pool.workers,
      };
    },
    expect: { runs: 'ProcessDiedError', waits: 'cancelled', workers: 0 },
  }),
];
