import { expect, test } from 'vitest';
import { CannotSendError, InvalidArgumentError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { tasks } from '../thread/tasks.ts';
import { LocalExecutor } from './local-executor.ts';
import { poolSize } from './pool-size.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

test('a thread has no place for more calls than it can tell apart', async () => {
  for (const tasksPerWorker of [1024, 5000, Infinity]) {
    expect(() => new ThreadPoolExecutor({ tasksPerWorker })).toThrow(InvalidArgumentError);
  }
  expect(() => new ThreadPoolExecutor({ tasksPerWorker: 1024 })).toThrow('from 1 to 1023');
  await new ThreadPoolExecutor({ tasksPerWorker: 1023 }).shutdown();
  await new LocalExecutor({ tasksPerWorker: 5000 }).shutdown();
});

test('an option that an executor does not have is refused', () => {
  for (const [make, said] of [
    [
      () => new ThreadPoolExecutor({ maxworkers: 2 } as never),
      'new ThreadPoolExecutor: there is no option "maxworkers"; did you mean maxWorkers?',
    ],
    [
      () => new ThreadPoolExecutor({ idle_timeout: 2 } as never),
      'new ThreadPoolExecutor: there is no option "idle_timeout"; did you mean idleTimeout?',
    ],
    [
      () => new LocalExecutor({ max_workers: 2 } as never),
      'new LocalExecutor: there is no option "max_workers"; did you mean maxWorkers?',
    ],
    [
      () => poolSize({ core: 2 } as never),
      'poolSize: there is no option "core"; did you mean cores?',
    ],
  ] as const) {
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(said);
  }
});

test('an option that a call does not have is refused, and nothing is called', async () => {
  let calls = 0;
  const pool = new LocalExecutor();
  for (const [call, said] of [
    [() => pool.with({ timeOut: 2, grace: 1 } as never), 'with: there is no option "timeOut"'],
    [() => pool.map(() => calls++, [1], { chunkSize: 2 } as never), 'did you mean chunksize?'],
    [() => pool.shutdown({ cancel_futures: true } as never), 'did you mean cancelFutures?'],
  ] as const) {
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(said);
  }
  expect(await pool.submit(() => calls)).toBe(0);
  await pool.shutdown();
});

test('arguments for an initializer that there is not are refused', () => {
  expect(() => new ThreadPoolExecutor({ initargs: [1] as never })).toThrow(InvalidArgumentError);
  expect(() => new ThreadPoolExecutor({ initargs: [] as never })).toThrow(
    'new ThreadPoolExecutor: initargs are what the initializer is called with, and there is none',
  );
});

test('a thread of a pool needs some time to begin, as any thread does', () => {
  for (const startTimeout of [0, -1, Number.NaN, '5']) {
    const make = (): unknown => new ThreadPoolExecutor({ startTimeout } as never);
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(
      'new ThreadPoolExecutor: startTimeout must be a number of milliseconds above 0, got ',
    );
  }
});

test('arguments of an initializer that cannot cross are refused at once, with their path; what is shared is not', async () => {
  const { open } = tasks('initialized', import.meta.url, { open: (...args: unknown[]) => args });
  for (const [initargs, path] of [
    [[1, () => 2], 'initargs[1]'],
    [[{ log: { write: () => 3 } }], 'initargs[0].log.write'],
  ] as const) {
    const make = (): unknown =>
      new ThreadPoolExecutor({ initializer: open, initargs: initargs as never });
    expect(make).toThrow(CannotSendError);
    expect(make).toThrow(path);
  }
  const initargs = [new Lock(), { n: 1 }] as never;
  await new ThreadPoolExecutor({ initializer: open, initargs }).shutdown();
});
