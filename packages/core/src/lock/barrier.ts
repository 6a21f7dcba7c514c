import { CannotSendError, InvalidArgumentError, TimeoutError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import {
  Operation,
  show,
  timeoutOf,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import { beginChoice } from '../time/limit.ts';
import { blockedByItself } from '../wait/blocked.ts';
import { currentHolder, thisThread } from '../wait/holder.ts';
import { referenceOfFunction, type FunctionReference } from '../wire/function.ts';
import { Arrival, Rounds } from './barrier-rounds.ts';
import { mostParties } from './barrier-state.ts';
import { Synchronizer } from './synchronizer.ts';
import type { Attempt, Turn } from './turn.ts';

export interface BarrierOptions {
  /**
   * Is called once a round, by the last to arrive, before anybody goes on. A plain function: what takes time is done after
   * the wait by whoever got 0, and waited for once more. To cross to another thread it must be one of a `tasks` module.
   */
  action?: (() => unknown) | undefined;
  /** For each wait that has no limit of its own, in milliseconds. @default Infinity */
  timeout?: number | undefined;
  /** How messages call it. */
  name?: string;
}

/**
 * A meeting point: whoever comes waits until as many as it has `parties` are there; then all go on, and the next round begins.
 * One that gives up breaks the barrier for everybody, since the round could not be filled any more: by a timeout, as in
 * Python, and by an abort or as a cancelled task, as in Java (asyncio lets that one leave, and the others wait). A thread
 * that dies while it waits has arrived: the round goes on without it. If it dies in the action, the barrier is broken.
 * @example const index = await barrier.wait();
 * Python: threading.Barrier, asyncio.Barrier. Java: CyclicBarrier.
 */
export class Barrier extends Synchronizer {
  readonly parties: number;
  /** The limit of a wait that has none of its own, in milliseconds. */
  readonly timeout: number;
  readonly #action: (() => unknown) | undefined;
  readonly #rounds: Rounds;
  /** Whose attempt it is that stands in line. */
  readonly #arrivals = new WeakMap<Attempt<unknown>, Arrival>();

  /**
   * @throws InvalidArgumentError if `parties` is no whole number from 1 to 4095, the action no plain function, or the
   * timeout no number from 0 up. Python: ValueError.
   */
  constructor(parties: number, options: BarrierOptions = {}) {
    if (!Number.isInteger(parties) || parties < 1 || parties > mostParties) {
      throw new InvalidArgumentError(
        `new Barrier: parties must be a whole number from 1 to ${mostParties}, got ${show(parties)}`,
      );
    }
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(
        `new Barrier: options must be an object, got ${show(options)}`,
      );
    }
    const { action } = options;
    if (action !== undefined && typeof action !== 'function') {
      throw new InvalidArgumentError(
        `new Barrier: action must be a plain function, got ${show(action)}`,
      );
    }
    super(options.name, [0, 0, 0]);
    this.parties = parties;
    this.timeout = timeoutOf({ timeout: options.timeout }, () => 'new Barrier');
    this.#action = action;
    this.#rounds = new Rounds(this, action);
  }

  /** @internal */
  override get _title(): string {
    return 'barrier';
  }

  /** How they come in is the barrier's own affair: no line may keep out one whom those in it wait for. @internal */
  override get _inTurn(): boolean {
    return false;
  }

  /** How many have arrived and wait. Python: n_waiting. */
  get waiting(): number {
    return this.#rounds.waiting;
  }

  /** Does every wait fail, until `reset`? */
  get broken(): boolean {
    return this.#rounds.broken;
  }

  /**
   * Waits until all have arrived. Gives each of a round another number from 0 up, in the order of arrival.
   * @throws BrokenBarrierError if it is broken, or gets broken meanwhile. TimeoutError, `signal.reason`, which break it;
   * what the action throws, for the one that called it (if that is no Error, as the cause of a BrokenBarrierError).
   * InvalidArgumentError.
   * Python: wait(timeout).
   */
  wait(options?: WaitOptions): Operation<number> {
    const limited = this.#limited(options);
    const arrival = new Arrival();
    const attempt: Attempt<number> = () => this.#rounds.attempt(arrival);
    this.#arrivals.set(attempt, arrival);
    if (limited === undefined) return this._wait('wait', attempt, undefined);
    const operation = beginChoice(limited, this._choiceOf('wait', attempt));
    if (operation._state !== 2) return operation;
    operation._looked(); // what comes of it is told below
    const index = this.#rounds.leave(arrival); // a timeout of 0
    return index === undefined ? Operation.rejected(operation._value) : Operation.resolved(index);
  }

  /**
   * The same for a thread that may block.
   * @throws BlockingNotAllowedError; DeadlockError if only this thread knows the barrier, so that nobody else could come;
   * else as `wait`.
   */
  waitSync(options?: SyncOptions): number {
    const limited = this.#limited(options);
    const arrival = new Arrival();
    const attempt: Attempt<number> = () => {
      if ((limited?.timeout ?? Infinity) === Infinity) this.#requireOthers(arrival);
      return this.#rounds.attempt(arrival);
    };
    try {
      return this._waitSync('waitSync', attempt, limited);
    } catch (error) {
      const index = this.#rounds.leave(arrival);
      if (index !== undefined && error instanceof TimeoutError) return index;
      throw error;
    }
  }

  /** Breaks it: whoever waits, or comes later, gets a BrokenBarrierError. Python: abort(). */
  abort(): void {
    this.#rounds.abort();
  }

  /** Whoever waits gets a BrokenBarrierError, and the next round begins. Python: reset(). */
  reset(): void {
    this.#rounds.reset();
  }

  /** With the limit that every wait has. */
  #limited<O extends SyncOptions>(options: O | undefined): O | undefined {
    if (this.timeout === Infinity) return options;
    if (options === undefined) return { timeout: this.timeout } as O;
    const isObject = typeof options === 'object' && options !== null;
    if (!isObject || options.timeout !== undefined) return options;
    return { ...options, timeout: this.timeout };
  }

  #requireOthers({ stage }: Arrival): void {
    if (this.shared || stage !== 'outside' || this.broken) return;
    if (this.waiting + 1 === this.parties) return;
    throw blockedByItself(currentHolder() ?? thisThread, this);
  }

  /** @internal */
  override withdraw(wait: Pending<unknown>): boolean {
    super.withdraw(wait);
    const index = this.#rounds.leave(this.#arrivals.get((wait as Turn<unknown>).attempt)!);
    if (index === undefined) return true;
    wait._resolve(index);
    return false;
  }

  /** How its action crosses. @throws CannotSendError if it cannot. @internal */
  get _actionReference(): FunctionReference | undefined {
    if (this.#action === undefined) return undefined;
    const reference = referenceOfFunction(this.#action);
    if (reference !== undefined) return reference;
    throw new CannotSendError(
      this.describe(),
      'its action is a function of this thread alone; give it one that tasks() names',
    );
  }

  /** @internal */
  override _shared(agent: Agent): void {
    this.#rounds.share(agent);
  }

  /** @internal */
  explain(): string {
    if (this.broken) return 'it is broken';
    return `${this.waiting} of its ${this.parties} parties have arrived`;
  }
}
