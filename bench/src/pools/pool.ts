import type { Functions, Name } from './functions.ts';

type Calls = {
  readonly [K in Name]: (
    ...args: Parameters<Functions[K]>
  ) => PromiseLike<ReturnType<Functions[K]>>;
};

/** What every pool can do, each in the way that its own documentation shows. `increment` transfers what it can. */
export interface Pool extends Calls {
  close(): unknown;
}

export interface PoolKind {
  readonly name: string;
  /** It computes while it has nothing to do, and so would slow the others down: it is there for its own rounds only. */
  readonly restless?: boolean;
  /** @param workers How many there are, no more and no fewer: what else can be chosen is left at its default. */
  open(workers: number): Pool | Promise<Pool>;
}
