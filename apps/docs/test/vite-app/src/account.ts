import { tasks, type Lock, type Value } from 'heddle';

export const account = tasks('account', import.meta.url, {
  /** Reads, and writes what was read and one more: only the lock keeps the threads apart. */
  deposit(lock: Lock, balance: Value<'i32'>, times: number): number {
    for (let i = 0; i < times; i += 1) {
      using _ = lock.acquireSync();
      const before = balance.value;
      balance.value = before + 1;
    }
    return times;
  },

  sum(numbers: number[]): number {
    return numbers.reduce((a, b) => a + b, 0);
  },
});
