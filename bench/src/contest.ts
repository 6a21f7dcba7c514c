/** Takes what a side has read by itself, in a contest that does not measure time spent. */
export type Note = (reading: number) => void;

/** One way to do a thing. */
export interface Side {
  readonly name: string;
  /** Of a contest with a fixed number: how many this side does, where so many would take it minutes. */
  readonly operations?: number;
  /** Does it `operations` times; gives a sum over what it got, so that nothing can be left out unseen. */
  run(operations: number, note: Note): number | Promise<number>;
  /** Before a round, and not measured: for one that would disturb the others if it were always there. */
  enter?(): Promise<void>;
  /** After a round, and not measured. */
  leave?(): Promise<void>;
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
  /** A round has a multiple of so many operations. @default 1 */
  readonly step?: number;
  /** No garbage is collected between rounds, and the runtime has no flag for that: there is a peer that it breaks. */
  readonly keepsGarbage?: boolean;
  /** In a page without cross-origin isolation, which can share no memory, and nowhere else. */
  readonly unshared?: boolean;
  /** Another program computes on one core all the while. */
  readonly coreTaken?: boolean;
  /** The table tells of CPU seconds for a million operations, and not for all rounds. */
  readonly cpuPerMillion?: boolean;
  /** A peer that throws, hangs or gives a wrong sum is told of in the table; else the contest fails. */
  readonly peersMayBreak?: boolean;
  open(): readonly Side[] | Promise<readonly Side[]>;
}

/** The sum of 0 … n - 1. */
export function sumBelow(n: number): number {
  return (n * (n - 1)) / 2;
}
