/** One way to do a thing. */
export interface Side {
  readonly name: string;
  /** Does it `operations` times; gives a sum over what it got, so that nothing can be left out unseen. */
  run(operations: number): number | Promise<number>;
  close?(): void | Promise<void>;
}

/** The same thing, done by Heddle (the first side) and by its peers. */
export interface Contest {
  readonly id: string;
  /** What one operation is. */
  readonly title: string;
  /** What every side's sum must be. */
  sum(operations: number): number;
  /** How long one round of one side should take, in milliseconds. @default 40 */
  readonly roundTime?: number;
  open(): readonly Side[] | Promise<readonly Side[]>;
}

/** The sum of 0 … n - 1. */
export function sumBelow(n: number): number {
  return (n * (n - 1)) / 2;
}
