// Apart from the tasks, so that the page shows its pictures before it has loaded the library.

/** `tiny` ones are too many to be drawn one by one. */
export type Kind = 'tiny' | 'short' | 'long' | 'subject';

/** What a worker tells of a call. */
export interface Note {
  readonly call: number;
  readonly kind: Kind;
  readonly worker: string;
  readonly what: 'begun' | 'done' | 'cancelled';
  /** Milliseconds, on the clock that all threads of the page share. */
  readonly begun: number;
  readonly at: number;
}

/** Milliseconds, on the clock that all threads of the page share. */
export const clock = (): number => performance.timeOrigin + performance.now();

/** What a thread is called as long as the pool has it: the numbers go on when one is replaced. */
export const prefix = 'loom';
