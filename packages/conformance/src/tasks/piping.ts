import { Event, currentThread, tasks, type Coroutine, type Queue } from 'heddle';

/** Stages of pipelines. */
export const piping = tasks('piping', import.meta.url, {
  square(n: number): { n: number; square: number; isMain: boolean } {
    return { n, square: n * n, isMain: currentThread().isMain };
  },

  failAtThree(n: number): number {
    if (n === 3) throw new RangeError('at 3');
    return n;
  },

  /** The first item goes through; the others wait without end, and say that they have ended. */
  *waitAfterOne({ n, log }: { n: number; log: Queue<string> }): Coroutine<number> {
    if (n === 1) return n;
    try {
      yield* log.put(`item ${n} began`);
      yield* new Event().wait();
      return n;
    } finally {
      yield* log.put(`item ${n} ended`);
    }
  },
});
