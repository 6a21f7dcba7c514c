import { tasks, type Lock, type Value } from 'heddle';

export const counting = tasks('counting', import.meta.url, {
  plain(counter: Value<'i32'>, times: number) {
    // A read and a write: what the other thread adds between the two is lost.
    for (let time = 0; time < times; time += 1) counter.value += 1;
  },

  withLock(counter: Value<'i32'>, times: number, lock: Lock) {
    for (let time = 0; time < times; time += 1) {
      using _ = lock.acquireSync();
      counter.value += 1;
    }
  },

  atomic(counter: Value<'i32'>, times: number) {
    for (let time = 0; time < times; time += 1) counter.add(1);
  },
});
