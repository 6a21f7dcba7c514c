import { tasks, type Coroutine, type Lock, type Queue } from 'heddle';

/** A step of the two on their way into the deadlock. */
export interface Step {
  readonly who: string;
  readonly what: 'holds' | 'waits' | 'has both';
  readonly lock: string;
}

export interface Meeting {
  /** Each one says here that it holds its first lock … */
  readonly arrived: Queue<string>;
  /** … and waits here until both do. */
  readonly go: Queue<string>;
  readonly diary: Queue<Step>;
}

/** Takes two locks, one after the other: in opposite orders, two of these lock each other out. */
export const embrace = tasks('embrace', import.meta.url, {
  // #region taking
  *takeBoth(
    who: string,
    first: Lock,
    second: Lock,
    { arrived, go, diary }: Meeting,
  ): Coroutine<string> {
    const tell = (what: Step['what'], lock: Lock) =>
      diary.put({ who, what, lock: lock.name ?? '' });
    const outer = yield* first.acquire();
    try {
      yield* tell('holds', first);
      yield* arrived.put(who);
      yield* go.get();
      yield* tell('waits', second);
      const inner = yield* second.acquire();
      yield* tell('has both', second);
      inner.release();
      return `${who} had both locks in the end`;
    } finally {
      outer.release();
    }
  },
  // #endregion taking
});
