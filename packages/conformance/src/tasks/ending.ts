import { sleep, tasks, type Coroutine, type Queue, type Value } from 'heddle';

type Said = Queue<string>;

/** Threads and processes that are asked to end. */
export const ending = tasks('ending', import.meta.url, {
  /** Waits for what never comes, and says what it does when it is cancelled. */
  *listen(said: Said): Coroutine<void> {
    yield* said.put('there');
    try {
      yield* sleep(600_000);
    } finally {
      yield* said.put('cleaned up');
    }
  },

  /** Goes on as if nothing had been asked. */
  *goOn(said: Said): Coroutine<string> {
    yield* said.put('there');
    try {
      yield* sleep(600_000);
    } catch {
      return 'returned all the same';
    }
    return 'never asked';
  },

  /** Hears nothing. */
  compute(said: Said, stop: Value<'i32'>): void {
    said.putSync('there');
    while (stop.value === 0);
  },

  *fail(go: Said): Coroutine<void> {
    throw new RangeError(yield* go.get());
  },
});
