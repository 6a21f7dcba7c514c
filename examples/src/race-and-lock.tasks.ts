import { sleep, spawn, tasks, type Coroutine, type Lock, type Value } from 'heddle';

/** Reads, waits, and writes what was read less one: whatever others wrote meanwhile is lost. */
function* takeOne(n: Value<'i32'>): Coroutine<void> {
  const seen = n.value;
  yield* sleep(2);
  n.value = seen - 1;
}

export const race = tasks('race', import.meta.url, {
  *withoutLock(n: Value<'i32'>, flows: number): Coroutine<void> {
    const running = Array.from({ length: flows }, () => spawn(takeOne, n));
    for (const flow of running) yield* flow;
  },

  *withLock(n: Value<'i32'>, flows: number, lock: Lock): Coroutine<void> {
    const running = Array.from({ length: flows }, () =>
      spawn(() =>
        lock.run(function* () {
          yield* takeOne(n);
        }),
      ),
    );
    for (const flow of running) yield* flow;
  },
});
