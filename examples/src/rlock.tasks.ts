import { tasks, type RLock, type Value } from 'heddle';

function deposit(lock: RLock, balance: Value<'i32'>, amount: number): void {
  using _ = lock.acquireSync();
  balance.value += amount;
}

export const accounts = tasks('accounts', import.meta.url, {
  /** Holds the lock around several deposits, each of which takes it again. */
  depositSeries(lock: RLock, balance: Value<'i32'>, times: number): number {
    let deepest = 0;
    for (let time = 0; time < times; time += 1) {
      using _ = lock.acquireSync();
      deposit(lock, balance, 1);
      deposit(lock, balance, 2);
      deepest = Math.max(deepest, lock.depth);
    }
    return deepest;
  },
});
