import { expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { LocalExecutor } from './local-executor.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

test('a thread has no place for more calls than it can tell apart', async () => {
  for (const tasksPerWorker of [1024, 5000, Infinity]) {
    expect(() => new ThreadPoolExecutor({ tasksPerWorker })).toThrow(InvalidArgumentError);
  }
  expect(() => new ThreadPoolExecutor({ tasksPerWorker: 1024 })).toThrow('from 1 to 1023');
  await new ThreadPoolExecutor({ tasksPerWorker: 1023 }).shutdown();
  await new LocalExecutor({ tasksPerWorker: 5000 }).shutdown();
});
