import { CancelledError, ThreadDiedError } from '../errors.ts';
import { requireOptions } from '../known-options.ts';
import { platform } from '../realm.ts';
import { requireDuration } from '../time/sleep.ts';
import { addTimer, removeTimer } from '../time/timers.ts';
import { childChanged, childGone, childStarted, type Child } from './children.ts';
import type { ThreadTarget } from './known-tasks.ts';
import { knownOfThreads, making, type BareOptions, type ThreadOptions } from './options.ts';
import { mustBeRunnable, type Follower, type Job } from './run.ts';
import { Thread, type Running } from './thread.ts';

interface Delayed {
  /** Milliseconds from the start until the worker is started. */
  delay: number;
}

export type TimerOptions<F extends ThreadTarget> = Delayed & ThreadOptions<F>;

/**
 * A thread that begins some time after its start, unless it is cancelled before. The worker is started then, so one that
 * waits costs nothing, and `ident` is known from then on. What is to happen in this thread needs none: a task does that with
 * `sleep`.
 * @example
 * const timer = Timer.start({ delay: 30_000, target: bank.report, args: ['evening'] });
 * timer.cancel(); // true: it never begins
 * Python: threading.Timer, whose thread sleeps meanwhile.
 */
export class Timer<F extends ThreadTarget = ThreadTarget> extends Thread<F> {
  readonly #delay: number;
  #waiting: Delay | undefined;
  #isCancelled = false;

  /** @throws as `new Thread`; InvalidArgumentError if `delay` is no number of milliseconds from 0 up. */
  constructor(options: TimerOptions<F> | (Delayed & BareOptions)) {
    const action = making(new.target, Timer, 'Timer');
    requireOptions(action, options, { delay: true, ...knownOfThreads });
    const { delay, ...others } = options;
    super(others as ThreadOptions<F>);
    requireDuration(`delay of ${action}`, delay);
    this.#delay = delay;
  }

  /** Makes a timer and starts it. @throws as `new Timer` and `start`. */
  static override start<F extends ThreadTarget>(options: TimerOptions<F>): Timer<F> {
    return new this(options).start();
  }

  /**
   * Lets it never begin: `join()` settles, and `result()` throws CancelledError, which is not told if nobody asks. False,
   * and nothing happens, if it has begun; `terminate()` ends it then. Before the start: it ends as it is started.
   * Python: Timer.cancel.
   */
  cancel(): boolean {
    if (this.#waiting !== undefined) return this.#waiting.cancel();
    return (this.#isCancelled = true);
  }

  override start(): this {
    super.start();
    if (this.#isCancelled) this.#waiting!.cancel();
    return this;
  }

  /** @internal */
  override _launch(job: Job, follower: Follower): Running {
    mustBeRunnable(job);
    return (this.#waiting = new Delay(this.#delay, job, follower, () =>
      super._launch(job, follower),
    ));
  }
}

/** The time before a timer's run, and then that. */
class Delay implements Running {
  readonly #job: Job;
  readonly #follower: Follower;
  readonly #launch: () => Running;
  readonly #child: Child;
  readonly #wait: Wait;
  #name: string;
  #run: Running | undefined;
  /** It was cancelled or terminated. */
  #isStopped = false;
  #isOver = false;

  constructor(ms: number, job: Job, follower: Follower, launch: () => Running) {
    this.#job = job;
    this.#name = job.name;
    this.#follower = follower;
    this.#launch = launch;
    this.#child = {
      link: { terminate: () => {} },
      get holds() {
        return follower.holds !== false;
      },
    };
    childStarted(this.#child);
    const begin = (): void => this.#begin();
    this.#wait = job.letsGo === true ? new LooseWait(ms, begin) : new HeldWait(ms, begin);
    this.holdsChanged();
  }

  get ident(): number {
    return this.#run?.ident as number;
  }

  get name(): string {
    return this.#run?.name ?? this.#name;
  }

  rename(name: string): void {
    this.#name = name;
    this.#run?.rename(name);
  }

  get isGone(): boolean {
    return this.#isOver || this.#run?.isGone === true;
  }

  get isTerminated(): boolean {
    return this.#isStopped || this.#run?.isTerminated === true;
  }

  /** False if it has begun, or is over. */
  cancel(): boolean {
    const { title } = this.#job;
    return this.#end(() => new CancelledError(`${title} was cancelled before it began`));
  }

  ask(): void {
    this.cancel();
    this.#run?.ask();
  }

  terminate(): void {
    const { title } = this.#job;
    this.#end(() => new ThreadDiedError(`${title} was terminated before it began`));
    this.#run?.terminate();
  }

  holdsChanged(): void {
    this.#wait.hold(this.#child.holds);
    childChanged();
  }

  #end(error: () => Error): boolean {
    if (this.#isOver || this.#run !== undefined) return false;
    this.#wait.stop();
    this.#isStopped = true;
    this.#settle(error());
    return true;
  }

  #settle(error: unknown): void {
    this.#isOver = true;
    childGone(this.#child);
    this.#follower.ended({ error });
    this.#follower.gone(false);
  }

  #begin(): void {
    try {
      this.#run = this.#launch();
    } catch (error) {
      this.#settle(error);
      return;
    }
    if (this.#name !== this.#job.name) this.#run.rename(this.#name);
    childGone(this.#child); // the run is one of its own
  }
}

interface Wait {
  stop(): void;
  /** Is the program to stay for it? */
  hold(holds: boolean): void;
}

/** Runs by the clock of all timers, which a test may have replaced. */
class HeldWait implements Wait {
  readonly #timer: ReturnType<typeof addTimer>;

  constructor(ms: number, fire: () => void) {
    this.#timer = addTimer(ms, fire);
  }

  stop(): void {
    removeTimer(this.#timer);
  }

  hold(): void {}
}

/** Host timers cannot be set further ahead. */
const furthest = 2 ** 31 - 1;

/** Runs by a timer of the host's for itself, since those of Heddle have one in common. */
class LooseWait implements Wait {
  #timer: unknown;
  #holds = true;

  constructor(ms: number, fire: () => void) {
    const { setTimer } = platform();
    const set = (left: number): void => {
      const next = (): void => (left > furthest ? set(left - furthest) : fire());
      this.#timer = setTimer(next, Math.min(left, furthest));
      this.hold(this.#holds);
    };
    set(ms);
  }

  stop(): void {
    platform().clearTimer(this.#timer);
  }

  hold(holds: boolean): void {
    this.#holds = holds;
    platform().holdTimer?.(this.#timer, holds);
  }
}
