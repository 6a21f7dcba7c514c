import { InvalidArgumentError, InvalidStateError, OverReleaseError } from '../errors.ts';
import {
  show,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import { refuseCopy } from '../refuse-copy.ts';
import type { Amounts, Banker } from './banker.ts';
import { Guard, type Guarded } from './guard.ts';

/**
 * What one task or thread may hold of a bank's resources, and holds: `banker.claim({ … })` opens it. It asks for one thing at
 * a time, and stays in its thread.
 */
export class Account<R extends string = string> implements Guarded {
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => string = refuseCopy;
  /** What it may hold at most. */
  readonly claim: Readonly<Record<R, number>>;
  readonly #banker: Banker<R>;
  readonly #row: number;
  /** What each guard stands for. */
  readonly #taken = new Map<number, readonly number[]>();
  #tokens = 0;
  #isClosed = false;
  #asks = false;

  /** @internal */
  constructor(banker: Banker<R>, row: number, claim: Readonly<Record<R, number>>) {
    this.#banker = banker;
    this.#row = row;
    this.claim = claim;
  }

  /** What it holds at this moment. */
  get held(): Record<R, number> {
    return this.#banker._named(
      this.#isClosed ? this.#banker._kinds.map(() => 0) : this.#banker._books.held(this.#row),
    );
  }

  /** Was everything given back for good? */
  get closed(): boolean {
    return this.#isClosed;
  }

  /**
   * Waits until it can have that much more, and everybody else can still come to an end. The guard gives back as much.
   * @throws InvalidArgumentError for more than it has claimed, or nothing; InvalidStateError if it is closed, gets closed
   * meanwhile, or is asking for something already; TimeoutError, `signal.reason`.
   */
  request(amounts: Amounts<R>, options?: WaitOptions): Operation<Guard> {
    const list = this.#asked(amounts, 'request');
    return this.#banker._request(this, list, options);
  }

  /** The same for a thread that may block. @throws BlockingNotAllowedError; else as `request`. */
  requestSync(amounts: Amounts<R>, options?: SyncOptions): Guard {
    const list = this.#asked(amounts, 'requestSync');
    return this.#banker._requestSync(this, list, options);
  }

  /** Takes it if it can be had at this moment. */
  tryRequest(amounts: Amounts<R>): Guard | undefined {
    return this._grant(this.#asked(amounts, 'tryRequest'));
  }

  /**
   * Gives some of it back.
   * @throws OverReleaseError if that is more than it holds; nothing is changed then. InvalidArgumentError; InvalidStateError
   * if it is closed.
   */
  release(amounts: Amounts<R>): void {
    const list = this.#listOf(amounts, 'release');
    const held = this.#banker._books.held(this.#row);
    if (list.some((amount, kind) => amount > held[kind]!)) {
      throw new OverReleaseError(
        `release to ${this.#banker.describe()}: cannot give back ${this.#banker._told(list)} of ${this.#banker._told(held)}`,
      );
    }
    this.#giveBack(list);
  }

  /** Gives everything back for good. What it still waits for fails. Called twice, it does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#taken.clear();
    this.#banker._close(this.#row);
  }

  /** The same: `using account = banker.claim({ … })`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal */
  describe(): string {
    return `what was requested from ${this.#banker.describe()}`;
  }

  /** @internal */
  _releaseBy(token: number): boolean {
    const amounts = this.#taken.get(token);
    if (amounts === undefined) return false;
    this.#taken.delete(token);
    // Some of it may have been given back by `release`.
    const held = this.#banker._books.held(this.#row);
    this.#giveBack(amounts.map((amount, kind) => Math.min(amount, held[kind]!)));
    return true;
  }

  #giveBack(amounts: readonly number[]): void {
    this.#banker._books.giveBack(this.#row, amounts);
    this.#banker._changed();
  }

  /** Takes it, if it can be had. @throws InvalidStateError @internal */
  _grant(amounts: readonly number[]): Guard | undefined {
    if (this.#isClosed) throw this.#closed('request');
    if (!this.#banker._books.grant(this.#row, amounts)) return undefined;
    this.#asks = false;
    this.#taken.set(++this.#tokens, amounts);
    return new Guard(this, this.#tokens);
  }

  /** Was it passed so often that others wait for it? @internal */
  get _keepsBack(): boolean {
    return this.#banker._books.isFirst(this.#row);
  }

  /** It begins to wait, or does not wait any more. @internal */
  _setAsking(asks: boolean): void {
    this.#asks = asks;
    if (!this.#isClosed) this.#banker._books.setWaiting(this.#row, asks);
  }

  #asked(amounts: Amounts<R>, verb: string): readonly number[] {
    const list = this.#listOf(amounts, verb);
    if (this.#asks) {
      throw new InvalidStateError(
        `${verb} from ${this.#banker.describe()}: this account waits for something already; it asks for one thing at a time`,
      );
    }
    const held = this.#banker._books.held(this.#row);
    const claim = this.#banker._kinds.map((kind) => this.claim[kind]);
    if (list.some((amount, kind) => held[kind]! + amount > claim[kind]!)) {
      throw new InvalidArgumentError(
        `${verb} from ${this.#banker.describe()}: ${this.#banker._told(list)} beside ${this.#banker._told(held)} is more than the claim, ${this.#banker._told(claim)}`,
      );
    }
    return list;
  }

  #listOf(amounts: Amounts<R>, verb: string): readonly number[] {
    if (this.#isClosed) throw this.#closed(verb);
    const list = this.#banker._listOf(amounts, `${verb} from ${this.#banker.describe()}`);
    if (list.some((amount) => amount > 0)) return list;
    throw new InvalidArgumentError(
      `${verb} from ${this.#banker.describe()}: needs at least one of something, got ${show(amounts)}`,
    );
  }

  #closed(verb: string): InvalidStateError {
    return new InvalidStateError(
      `${verb} from ${this.#banker.describe()}: this account was closed; open another by claim()`,
    );
  }
}
