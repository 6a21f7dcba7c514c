import { tasks, type Lock, type Value } from 'heddle';

export const changes = tasks('changes', import.meta.url, {
  addAndSubtract(balance: Value<'i32'>, lock: Lock, amount: number, times: number) {
    for (let time = 0; time < times; time += 1) {
      using _ = lock.acquireSync();
      balance.value += amount;
      balance.value -= amount;
    }
  },
});
