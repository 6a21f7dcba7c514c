/** Takes what a side has read by itself, in a contest that does not measure time spent. */
export type Note = (reading: number) => void;

/** One way to do a thing. */
export interface Side {
  readonly name: string;
  /** Of a contest with a fixed number: how many this side does, where so many would take it minutes. */
  readonly operations?: number;
  /** Does it `operations` times; gives a sum over what it got, so that nothing can be left out unseen. */
  run(operations: number, note: Note): number | Promise<number>;
  close?(): void | Promise<void>;
}

/** The same thing, done by Heddle (the first side) and by its peers. */
export interface Contest {
  readonly id: string;
  /** What one operation is. */
  readonly title: string;
  /**
   * `operation`: the time that one takes; `round`: the time that all of them take.
   * `bytes` and `delay` (nanoseconds): what the side notes, once a round.
   * @default 'operation'
   */
  readonly measures?: 'operation' | 'round' | 'bytes' | 'delay';
  /** What every side's sum must be. */
  sum(operations: number): number;
  /** How long one round of one side should take, in milliseconds. @default 40 */
  readonly roundTime?: number;
  /** So many operations in each round, however long they take; with a clean heap before each. */
  readonly operations?: number;
  /** No more rounds than this, where one takes long. */
  readonly rounds?: number;
  open(): readonly Side[] | Promise<readonly Side[]>;
}

/** The sum of 0 … n - 1. */
export function sumBelow(n: number): number {
  return (n * (n - 1)) / 2;
}
