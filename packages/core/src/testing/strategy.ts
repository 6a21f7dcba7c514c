import type { Runnable } from '../scheduler/order.ts';

/** The decisions of one schedule: what was taken where there was more than one way to go on. */
export class Path {
  readonly taken: number[] = [];
  /** How many ways there were; 0: a bound left only the one. */
  readonly width: number[] = [];
  length = 0;

  add(taken: number, width: number): void {
    this.taken[this.length] = taken;
    this.width[this.length] = width;
    this.length++;
  }

  toArray(): number[] {
    return this.taken.slice(0, this.length);
  }
}

/** What a strategy sees of a schedule on its way. */
export interface View {
  readonly path: Path;
  /** How many steps were taken. */
  readonly steps: number;
  /** Those that could go on, in the order in which they came; as many as the strategy is told. */
  readonly ready: readonly (Runnable | undefined)[];
}

/** Decides who goes on in one schedule after the other. */
export interface Strategy {
  /** Looks on at what the steps do, until the returned function is called. */
  watch?(): () => void;
  /** A schedule begins. */
  begin?(view: View): void;
  /** A task was made. */
  made?(task: object): void;
  /** Who of the first `count` in `ready` goes on; -1: what can follow was gone through already. */
  choose(view: View, count: number): number;
  /** Is `choose` asked where there is only one way, too? */
  readonly always?: boolean;
  /** One of `count` ways within a step. */
  draw(view: View, count: number): number;
  /** A schedule has ended. False: all have been gone through. */
  next(view: View): boolean;
}
