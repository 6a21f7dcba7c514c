import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import {
  show,
  timeoutOf,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import type { Choice } from '../operation/selectable.ts';
import { beginChoice } from '../time/limit.ts';
import { Account } from './account.ts';
import { Books } from './banker-books.ts';
import type { Guard } from './guard.ts';
import { safeOrder, type BankState } from './safe-order.ts';
import { Synchronizer } from './synchronizer.ts';
import { notYet, type Attempt, type Turn } from './turn.ts';

/** How much of each kind; what is not named is 0. */
export type Amounts<R extends string> = { readonly [K in R]?: number };

export interface BankerOptions<R extends string> {
  /** What there is to share out, and how much of each. */
  resources: Readonly<Record<R, number>>;
  /** How many accounts can be open at once. @default 64 */
  accounts?: number;
  /** How messages call it. */
  name?: string;
}

/** A number of 32 bits has room for no more. */
const most = 2 ** 31 - 1;
const mostAccounts = 1024;
const mostKinds = 64;

/**
 * Shares out resources so that there is never a deadlock: everybody says beforehand what it may need at most, and gets what
 * it asks for as soon as all can still come to an end then, whatever the others ask for. Who waits is passed by others whose
 * request is safe already: by those who hold something at any time, since they must come to an end for it; by those who hold
 * nothing 16 times at most, and from then on it comes first. What a thread holds that dies is given back.
 * @example
 * const banker = new Banker({ resources: { printers: 3, drives: 2 } });
 * using account = banker.claim({ printers: 2, drives: 1 });
 * using printer = await account.request({ printers: 1 });
 * Dijkstra, 1965: the banker's algorithm.
 */
export class Banker<R extends string = string> extends Synchronizer {
  /** What there is in all. */
  readonly resources: Readonly<Record<R, number>>;
  /** How many accounts can be open at once. */
  readonly accounts: number;
  /** @internal */
  readonly _kinds: readonly R[];
  /** @internal */
  readonly _books: Books;
  /** Whose attempt it is that stands in line. */
  readonly #askers = new WeakMap<Attempt<unknown>, Account<R>>();
  /** How many accounts of this thread are open. */
  #open = 0;

  /** @throws InvalidArgumentError for resources that are no whole numbers from 0 up, and options of the wrong kind. */
  constructor(options: BankerOptions<R>) {
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new Banker: needs { resources }, got ${show(options)}`);
    }
    const { resources, accounts = 64 } = options;
    const isObject = typeof resources === 'object' && resources !== null;
    const kinds = isObject ? (Object.keys(resources) as R[]) : [];
    if (kinds.length === 0 || kinds.length > mostKinds) {
      throw new InvalidArgumentError(
        `new Banker: resources must be an object with 1 to ${mostKinds} numbers, got ${show(resources)}`,
      );
    }
    for (const kind of kinds) requireCount(resources[kind], () => `new Banker: resources.${kind}`);
    if (!Number.isInteger(accounts) || accounts < 1 || accounts > mostAccounts) {
      throw new InvalidArgumentError(
        `new Banker: accounts must be a whole number from 1 to ${mostAccounts}, got ${show(accounts)}`,
      );
    }
    super(options.name, [0]);
    this.resources = { ...resources };
    this.accounts = accounts;
    this._kinds = kinds;
    this._books = new Books(
      kinds.map((kind) => resources[kind]),
      accounts,
    );
  }

  /** @internal */
  override get _title(): string {
    return 'banker';
  }

  /** Who goes first is said in the books. @internal */
  override get _inTurn(): boolean {
    return false;
  }

  /** @internal */
  override get _servesAll(): boolean {
    return true;
  }

  /** What nobody holds at this moment. */
  get available(): Record<R, number> {
    return this._named(this._books.state.available);
  }

  /** Who holds and claims what at this moment, in the order of `Object.keys(resources)`: for `safeOrder`. */
  get state(): BankState {
    const { available, accounts } = this._books.state;
    return { available, accounts: accounts.map(({ held, claim }) => ({ held, claim })) };
  }

  /** Can all come to an end, whatever they ask for within their claims? It is so at any time. */
  get safe(): boolean {
    return safeOrder(this.state) !== undefined;
  }

  /**
   * Opens an account that may hold so much at most.
   * @throws InvalidArgumentError for more than there is in all, or what is no resource; InvalidStateError if as many accounts
   * are open as there can be.
   */
  claim(amounts: Amounts<R>): Account<R> {
    const action = `claim at ${this.describe()}`;
    const claim = this._listOf(amounts, action);
    const total = this._kinds.map((kind) => this.resources[kind]);
    if (claim.some((amount, kind) => amount > total[kind]!)) {
      throw new InvalidArgumentError(
        `${action}: ${this._told(claim)} is more than there is, ${this._told(total)}`,
      );
    }
    const row = this._books.open(claim);
    if (row !== undefined) {
      this.#open++;
      return new Account(this, row, this._named(claim));
    }
    throw new InvalidStateError(
      `${action}: ${this.accounts} accounts are open, which is as many as there can be; close some, or give the option accounts`,
    );
  }

  /** @internal */
  _request(
    account: Account<R>,
    amounts: readonly number[],
    options: WaitOptions | undefined,
  ): Operation<Guard> {
    const attempt = this.#attempt(account, amounts);
    const choice = this._choiceOf('request', attempt);
    this.#askers.set(attempt, account);
    const waiting: Choice<Guard> = {
      ...choice,
      enter: () => {
        account._setAsking(true);
        return choice.enter();
      },
    };
    return beginChoice(options, waiting);
  }

  /** @internal */
  _requestSync(
    account: Account<R>,
    amounts: readonly number[],
    options: SyncOptions | undefined,
  ): Guard {
    const attempt = this.#attempt(account, amounts);
    let mayWait = timeoutOf(options, () => `requestSync of ${this.describe()}`) !== 0;
    let guard: Guard | undefined;
    try {
      guard = this._waitSync(
        'requestSync',
        () => {
          const result = attempt();
          if (result !== notYet || !mayWait) return result;
          mayWait = false;
          account._setAsking(true);
          return attempt();
        },
        options,
      );
      return guard;
    } finally {
      if (guard === undefined) this.#leave(account);
    }
  }

  #attempt(account: Account<R>, amounts: readonly number[]): Attempt<Guard> {
    let guard: Guard | undefined;
    return () => {
      if (guard !== undefined) return guard;
      const kept = account._keepsBack;
      guard = account._grant(amounts);
      if (guard === undefined) return notYet;
      if (kept) this._changed();
      return guard;
    };
  }

  /** It waits no longer: those may come whom it has kept back. */
  #leave(account: Account<R>): void {
    account._setAsking(false);
    this._changed();
  }

  /** @internal */
  override withdraw(wait: Pending<unknown>): boolean {
    super.withdraw(wait);
    this.#leave(this.#askers.get((wait as Turn<unknown>).attempt)!);
    return true;
  }

  /** @internal */
  _close(row: number): void {
    this.#open--;
    this._books.close(row);
    this._changed();
  }

  /** By kind, in the order of the books. @throws InvalidArgumentError @internal */
  _listOf(amounts: Amounts<R>, action: string): readonly number[] {
    if (typeof amounts !== 'object' || amounts === null) {
      throw new InvalidArgumentError(
        `${action}: needs an object of numbers by resource, got ${show(amounts)}`,
      );
    }
    for (const [kind, amount] of Object.entries(amounts)) {
      if (!Object.hasOwn(this.resources, kind)) {
        throw new InvalidArgumentError(
          `${action}: there is no ${kind}; the resources are ${this._kinds.join(', ')}`,
        );
      }
      if (amount !== undefined) requireCount(amount, () => `${action}: ${kind}`);
    }
    return this._kinds.map((kind) => amounts[kind] ?? 0);
  }

  /** @internal */
  _named(list: readonly number[]): Record<R, number> {
    return Object.fromEntries(this._kinds.map((kind, at) => [kind, list[at]!])) as Record<
      R,
      number
    >;
  }

  /** How a message says it: `2 printers, 1 drives`. @internal */
  _told(list: readonly number[]): string {
    const parts = this._kinds.flatMap((kind, at) => (list[at] === 0 ? [] : `${list[at]} ${kind}`));
    return parts.length === 0 ? 'nothing' : parts.join(', ');
  }

  /** @internal */
  override get _busy(): string | undefined {
    return this.#open > 0 ? 'an account of this thread is open' : super._busy;
  }

  /** @internal */
  override _shared(agent: Agent, slot: number): void {
    this._books.move(agent, slot);
  }

  /** @internal */
  explain(): string {
    const free = this.available;
    const parts = this._kinds.map((kind) => `${free[kind]} of ${this.resources[kind]} ${kind}`);
    return `${parts.join(', ')} are free, and not all could come to an end with less`;
  }
}

function requireCount(value: unknown, what: () => string): void {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) return;
  throw new InvalidArgumentError(
    `${what()} must be a whole number from 0 to ${most}, got ${show(value)}`,
  );
}
