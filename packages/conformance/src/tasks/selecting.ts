import {
  ContextVar,
  select,
  tasks,
  type Coroutine,
  type Lock,
  type Queue,
  type Value,
} from 'heddle';

/** Whose request is being served. */
export const user = new ContextVar<string>('user');

/** Threads that wait for one of several things, and one that looks at its context. */
export const selecting = tasks('selecting', import.meta.url, {
  /** Takes from whichever queue has something, until it is told to stop. */
  *takeAny(a: Queue<number>, b: Queue<number>, stop: Queue<string>): Coroutine<number[]> {
    const got: number[] = [];
    for (;;) {
      const chosen = yield* select({ a, b, stop });
      if (chosen.key === 'stop') return got;
      got.push(chosen.value);
      (chosen.key === 'a' ? a : b).taskDone();
    }
  },

  /** Puts each number into whichever queue has room. */
  async putAny(
    a: Queue<number>,
    b: Queue<number>,
    from: number,
    count: number,
  ): Promise<{ a: number; b: number }> {
    const put = { a: 0, b: 0 };
    for (let n = from; n < from + count; n += 1) {
      const { key } = await select({ a: a.putting(n), b: b.putting(n) });
      put[key] += 1;
    }
    return put;
  },

  /** Adds under the lock, which it gets by a select, again and again. */
  *addSelecting(
    lock: Lock,
    stop: Queue<string>,
    total: Value<'i32'>,
    times: number,
  ): Coroutine<void> {
    for (let i = 0; i < times; i += 1) {
      const chosen = yield* select({ lock, stop });
      if (chosen.key === 'stop') return;
      const seen = total.value;
      total.value = seen + 1;
      chosen.value.release();
    }
  },

  /** What the thread knows of its user. */
  whoseRequest(): string {
    return user.get('nobody');
  },
});
