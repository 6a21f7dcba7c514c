import { InvalidArgumentError } from '../errors.ts';
import { platform } from '../realm.ts';
import { isIdle } from '../scheduler/loop.ts';
import { show } from '../show.ts';
import { tellError } from '../tell.ts';
import { turn } from '../wait/current.ts';
import { dump, type Dump } from './dump.ts';
import { advice } from './print.ts';
import { standing } from './stuck.ts';

export interface StallOptions {
  /** Milliseconds in which no task of this thread has run. */
  after: number;
  /** @default prints it with console.error */
  report?: (dump: Dump) => void;
}

/** What a host's timer may have: on Node, Bun and Deno one that is let go does not hold the program open. */
interface Timer {
  unref?(): unknown;
}

/**
 * Tells when no task of this thread has run for a while although some wait for what only others can bring: perhaps nothing
 * can run any more. On Node and Bun, and in Deno's main thread, a program says so by itself, at once and for certain; this is
 * for a browser, for Deno's workers, and for tasks that wait beside timers and connections that go on. Each stall is told
 * once. Call the returned function to stop.
 *
 * On Deno a program whose top-level await nothing can settle does not end while this watches, as with any timer there: it
 * tells the stall and then stays. Without it Deno says where that await is, and ends with 1.
 * @example const stop = watchStall({ after: 5000 });
 * @throws InvalidArgumentError if `after` is no number of milliseconds above 0, or `report` no function.
 */
export function watchStall(options: StallOptions): () => void {
  const { after, report = print } = (options ?? {}) as StallOptions;
  if (typeof after !== 'number' || !(after > 0 && after < 2 ** 31)) {
    throw new InvalidArgumentError(
      `watchStall: after must be a number of milliseconds above 0, got ${show(after)}`,
    );
  }
  if (typeof report !== 'function') {
    throw new InvalidArgumentError(`watchStall: report must be a function, got ${show(report)}`);
  }
  const { setTimer, clearTimer } = platform();
  let timer: unknown;
  let seen = turn;
  let told = false;
  const look = (): void => {
    if (turn !== seen) {
      seen = turn;
      told = false;
    } else if (!told && isIdle() && standing().isStuck) {
      told = true;
      report(dump());
    }
    start();
  };
  const start = (): void => {
    timer = setTimer(look, after);
    if (typeof timer === 'object') (timer as Timer | null)?.unref?.();
  };
  start();
  return () => clearTimer(timer);
}

function print(stalled: Dump): void {
  tellError(`no task has run for a while. What waits:\n${String(stalled)}\n${advice}`);
}
