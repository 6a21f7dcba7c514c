import {
  ShutDownError,
  TimeoutError,
  tasks,
  type Coroutine,
  type Lock,
  type Queue,
  type Value,
} from 'heddle';

/** What a thread of the demo, or the page, does from a moment on. */
export type Phase =
  | 'works'
  | 'waits for the lock'
  | 'holds the lock'
  | 'waits for room'
  | 'waits for a row'
  | 'ended';

/** An entry of the diary that the page draws. */
export interface Moment {
  readonly who: string;
  readonly phase: Phase;
  /** Milliseconds since 1970, which all threads of a page count alike. */
  readonly at: number;
  /** The row that was put into the queue just before. */
  readonly row?: Row;
}

/** A row of cloth. */
export interface Row {
  readonly by: string;
  readonly number: number;
}

/** Everything that the threads share. */
export interface Loom {
  readonly lock: Lock;
  readonly count: Value<'i32'>;
  readonly rows: Queue<Row>;
  readonly diary: Queue<Moment>;
  /** How much faster than usual. */
  readonly speed: Value<'f64'>;
  /** Nothing is ever put in: its shutdown ends every pause at once. */
  readonly stop: Queue<never>;
}

/** Unequal, so that they meet at the lock in ever new ways. */
const working: Record<string, number> = { warp: 950, weft: 650 };
const holding = 450;

/** An entry of now. */
export function moment(who: string, phase: Phase, row?: Row): Moment {
  const at = performance.timeOrigin + performance.now();
  return row === undefined ? { who, phase, at } : { who, phase, at, row };
}

/** Both functions do the same, one blocking its thread and one as a coroutine. */
export const loom = tasks('loom', import.meta.url, {
  /** Counts rows up to `length` under the lock, and puts each into the queue; returns how many were its own. */
  weaveBlocking(who: string, length: number, { lock, count, rows, diary, speed, stop }: Loom) {
    const tell = (phase: Phase, row?: Row): void => diary.putSync(moment(who, phase, row));
    const pause = (ms: number): void => {
      try {
        stop.getSync({ timeout: ms / speed.value });
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    };
    let own = 0;
    let row: Row | undefined;
    try {
      for (;;) {
        tell('works', row);
        pause(working[who] ?? 0);
        tell('waits for the lock');
        const guard = lock.acquireSync();
        let number: number;
        try {
          tell('holds the lock');
          number = count.value + 1;
          if (number > length) return own;
          pause(holding);
          count.value = number;
        } finally {
          guard.release();
        }
        tell('waits for room');
        row = { by: who, number };
        rows.putSync(row);
        own += 1;
      }
    } catch (error) {
      if (error instanceof ShutDownError) return own;
      throw error;
    } finally {
      tell('ended');
    }
  },

  // #region yielding
  *weaveYielding(
    who: string,
    length: number,
    { lock, count, rows, diary, speed, stop }: Loom,
  ): Coroutine<number> {
    const tell = (phase: Phase, row?: Row) => diary.put(moment(who, phase, row));
    function* pause(ms: number): Coroutine<void> {
      try {
        yield* stop.get({ timeout: ms / speed.value });
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
    let own = 0;
    let row: Row | undefined;
    try {
      for (;;) {
        yield* tell('works', row);
        yield* pause(working[who] ?? 0);
        yield* tell('waits for the lock');
        const guard = yield* lock.acquire();
        let number: number;
        try {
          yield* tell('holds the lock');
          number = count.value + 1;
          if (number > length) return own;
          yield* pause(holding);
          count.value = number;
        } finally {
          guard.release();
        }
        yield* tell('waits for room');
        row = { by: who, number };
        yield* rows.put(row);
        own += 1;
      }
    } catch (error) {
      if (error instanceof ShutDownError) return own;
      throw error;
    } finally {
      yield* tell('ended');
    }
  },
  // #endregion yielding
});
