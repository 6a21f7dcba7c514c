import { tasks, type Lock, type Queue, type Value } from 'heddle';

export const bank = tasks('bank', import.meta.url, {
  deposit(lock: Lock, balance: Value<'i32'>, log: Queue<string>) {
    using _ = lock.acquireSync();
    log.putSync(`balance ${(balance.value += 1)}`);
  },
});
