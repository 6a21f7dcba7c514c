import type { Answered } from '../thread/call-lane.ts';
import type { FromService, ToService } from '../thread/call-messages.ts';
import type { Told } from '../thread/call-way.ts';
import type { Holder } from '../wait/holder.ts';
import type { Boundary } from '../wire/boundary.ts';
import type { Call } from './call.ts';

/** What a pool needs of a worker, of whichever kind it is. */
export interface PoolWorker {
  /** Hands it a call, which has its number; it may begin it after `flush`. False: there is no room now. */
  put(call: Call<unknown>): boolean;
  /** What crosses to it, where that has to be known of each of them. */
  readonly boundary?: Boundary | undefined;
  /** Lets it see what was put. */
  flush(): void;
  /** Which of its calls it has begun is known only if it tells. */
  readonly isBlind?: boolean;
  /** It was given up, and code of it may still run. */
  readonly mayRunOn?: boolean;
  /** Has it begun a call that it has? */
  hasBegun(call: Call<unknown>): boolean;
  /** Takes a call back; `answered` tells later that its number is free. False: it has begun it, or that cannot be known. */
  takeBack(call: Call<unknown>): boolean;
  /** Asks it to end a call that it has begun. */
  cancel(call: Call<unknown>): void;
  /** There will be no more calls: it is to end when it has done what it has. */
  close(): void;
  /** Ends it wherever it is. */
  terminate(): void;
  /** For a thread that is blocked, which hears of no end: tells of its own, if it has died. */
  lookWhetherDead?(): void;
  /** Is its event loop alive? `answer` is called if it is. */
  probe(answer: () => void): void;
  /** So many milliseconds of work it gets ahead: more would wait behind others, less would let it wait for the next. */
  readonly ahead: number;
  /** Milliseconds that it needs for a call, as it last saw it; 0: not known. */
  readonly pace: number;
  /** `who` waits without end for a call that it has, or does so no longer. */
  blocks?(call: Call<unknown>, who: Holder): void;
  unblocks?(call: Call<unknown>, who: Holder): void;
  /** Who runs a call that it has begun, where that is somebody in this thread. */
  holderOf?(call: Call<unknown>): Holder | undefined;
}

/** Who has a worker. */
export interface Employer {
  /** It has begun to work. */
  ready(): void;
  answered(number: number, how: Answered, value: unknown): void;
  /** All is told that has come so far. */
  drained(): void;
  /** It has had nothing to do for as long as it was told. */
  idled(): void;
  /** One of its calls wants something of the executor itself. */
  asked(message: FromService, reply: (message: ToService) => void): void;
  /** It has ended: because of `close`, or because of an error. `last`: what it has told before, and is still to be heard. */
  gone(error: unknown, last?: readonly Told[]): void;
}
