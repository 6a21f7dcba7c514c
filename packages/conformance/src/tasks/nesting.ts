import { shareExecutors, tasks, type Coroutine, type Executor } from 'heddle';

// Where a bundler enters the worker at this module, nothing else has.
shareExecutors();

/** Tasks that make calls in the executor that they run in. */
export const nesting = tasks('nesting', import.meta.url, {
  add(a: number, b: number): number {
    return a + b;
  },

  fail(): never {
    throw new RangeError('inner');
  },

  *addInside(executor: Executor, a: number, b: number): Coroutine<number> {
    return yield* executor.submit(nesting.add, a, b);
  },

  async failInside(executor: Executor): Promise<string> {
    return executor.submit(nesting.fail).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
  },

  async mapInside(executor: Executor, items: readonly number[]): Promise<number[]> {
    return executor.map(nesting.double, items);
  },

  double(item: number): number {
    return item * 2;
  },

  *fibonacci(executor: Executor, n: number): Coroutine<number> {
    if (n < 2) return n;
    const [a, b] = [n - 1, n - 2].map((k) => executor.submit(nesting.fibonacci, executor, k));
    return (yield* a!) + (yield* b!);
  },

  async shutDown(executor: Executor): Promise<void> {
    await executor.shutdown();
  },
});
