import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { bankerWords, slotWords } from '../memory/layout.ts';
import { lockMutex, unlockMutex } from '../memory/mutex.ts';
import { isOver, lifeOf } from './life.ts';
import { safeOrder, type BankState } from './safe-order.ts';

// One row for each account: whose it is (see life.ts; 0: nobody's), how often its wait was passed, plus one (0: it does not
// wait), then what it may hold at most, and what it holds, of each kind. A row is changed by its own thread alone, but for
// how often it was passed; what a dead one held counts no more. So a row that was being changed when its thread died is
// not looked at again, and nothing has to be repaired.
const owner = 0;
const passed = 1;
const claims = 2;

/** Whose an account is, as long as no other thread knows the bank. */
const here = 2;

/** How often those who hold nothing may pass one who waits. */
const mostPassed = 16;

/** As many slots as it takes in shared memory. */
export function bankerSlots(kinds: number, accounts: number): number {
  return 1 + Math.ceil((accounts * (claims + 2 * kinds)) / slotWords);
}

interface Row {
  readonly row: number;
  readonly held: readonly number[];
  readonly claim: readonly number[];
}

/** Who has claimed and who holds what, in this thread's memory or in shared memory. */
export class Books {
  readonly #totals: readonly number[];
  readonly #accounts: number;
  #numbers: Int32Array;
  #shared: { readonly agent: Agent; readonly first: number; readonly mutex: number } | undefined;

  constructor(totals: readonly number[], accounts: number) {
    this.#totals = totals;
    this.#accounts = accounts;
    this.#numbers = new Int32Array(accounts * this.#width);
  }

  get #width(): number {
    return claims + 2 * this.#totals.length;
  }

  /** Puts in what there is, in memory that nobody else knows yet. */
  fill(agent: Agent, slot: number): void {
    const words = agent.memory.reach(slot + bankerSlots(this.#totals.length, this.#accounts) - 1);
    const first = (slot + 1) * slotWords;
    words.set(this.#numbers, first);
    for (let row = 0; row < this.#accounts; row++) {
      const at = first + row * this.#width + owner;
      if (words[at] === here) words[at] = lifeOf(agent);
    }
  }

  /** From now on they are there. */
  move(agent: Agent, slot: number): void {
    const last = slot + bankerSlots(this.#totals.length, this.#accounts) - 1;
    const at = slot * slotWords;
    this.#numbers = agent.memory.reach(last);
    this.#shared = { agent, first: at + slotWords, mutex: at + bankerWords.mutex };
  }

  /** A new account; `undefined`: there are as many as there can be. */
  open(claim: readonly number[]): number | undefined {
    return this.#alone(() => {
      for (let row = 0; row < this.#accounts; row++) {
        if (this.#isLive(row)) continue;
        this.#write(row, owner, 0);
        this.#write(row, passed, 0);
        claim.forEach((most, kind) => {
          this.#write(row, claims + kind, most);
          this.#write(row, this.#heldAt(kind), 0);
        });
        this.#write(row, owner, this.#me);
        return row;
      }
      return undefined;
    });
  }

  /** It holds nothing any more. */
  close(row: number): void {
    this.#alone(() => {
      this.#totals.forEach((_, kind) => this.#write(row, this.#heldAt(kind), 0));
      this.#write(row, owner, 0);
    });
  }

  /** Gives it what it asks for, if that is there, and if everybody can still come to an end then. */
  grant(row: number, amounts: readonly number[]): boolean {
    // One that was ended by force, and runs on, uses nothing any more: it stops here.
    this.#shared?.agent.goesOn();
    return this.#alone(() => {
      const { available, accounts } = this.#state();
      if (amounts.some((amount, kind) => amount > available[kind]!)) return false;
      const before = this.held(row);
      const isNew = before.every((count) => count === 0);
      if (isNew && this.#isTooEarly(row)) return false;
      const held = before.map((count, kind) => count + amounts[kind]!);
      const others = accounts.filter((account) => account.row !== row);
      const after: BankState = {
        available: available.map((count, kind) => count - amounts[kind]!),
        accounts: [...others, { held, claim: this.#claim(row) }],
      };
      if (safeOrder(after) === undefined) return false;
      held.forEach((count, kind) => this.#write(row, this.#heldAt(kind), count));
      this.#write(row, passed, 0);
      if (isNew) this.#pass(others);
      return true;
    });
  }

  /** One who waits was passed too often by those who hold nothing: they wait too, until it has got what it asks for. */
  #isTooEarly(row: number): boolean {
    const mine = this.#read(row, passed);
    for (let other = 0; other < this.#accounts; other++) {
      if (other === row || !this.#isLive(other)) continue;
      const theirs = this.#read(other, passed);
      if (theirs > mostPassed && (theirs > mine || (theirs === mine && other < row))) return true;
    }
    return false;
  }

  /** Was it passed so often that others wait for it? */
  isFirst(row: number): boolean {
    return this.#read(row, passed) > mostPassed;
  }

  #pass(others: readonly { readonly row: number }[]): void {
    for (const { row } of others) {
      const times = this.#read(row, passed);
      if (times > 0) this.#write(row, passed, times + 1);
    }
  }

  /** It waits from now on, or does not any more. */
  setWaiting(row: number, waits: boolean): void {
    this.#alone(() => {
      if (this.#read(row, passed) > 0 !== waits) this.#write(row, passed, waits ? 1 : 0);
    });
  }

  giveBack(row: number, amounts: readonly number[]): void {
    this.#alone(() => {
      this.held(row).forEach((count, kind) =>
        this.#write(row, this.#heldAt(kind), count - amounts[kind]!),
      );
    });
  }

  held(row: number): number[] {
    return this.#totals.map((_, kind) => this.#read(row, this.#heldAt(kind)));
  }

  #claim(row: number): number[] {
    return this.#totals.map((_, kind) => this.#read(row, claims + kind));
  }

  get state(): BankState {
    return this.#alone(() => this.#state());
  }

  #state(): { readonly available: number[]; readonly accounts: Row[] } {
    const accounts: Row[] = [];
    const available = [...this.#totals];
    for (let row = 0; row < this.#accounts; row++) {
      if (!this.#isLive(row)) continue;
      const held = this.held(row);
      held.forEach((count, kind) => (available[kind]! -= count));
      accounts.push({ row, held, claim: this.#claim(row) });
    }
    return { available, accounts };
  }

  #isLive(row: number): boolean {
    const life = this.#read(row, owner);
    if (life === 0) return false;
    return this.#shared === undefined || !isOver(this.#shared.agent, life);
  }

  #heldAt(kind: number): number {
    return claims + this.#totals.length + kind;
  }

  get #me(): number {
    return this.#shared === undefined ? here : lifeOf(this.#shared.agent);
  }

  #read(row: number, column: number): number {
    const at = row * this.#width + column;
    if (this.#shared === undefined) return this.#numbers[at]!;
    return atomics.load(this.#numbers, this.#shared.first + at);
  }

  #write(row: number, column: number, value: number): void {
    const at = row * this.#width + column;
    if (this.#shared === undefined) this.#numbers[at] = value;
    else atomics.store(this.#numbers, this.#shared.first + at, value);
  }

  /** Nobody else looks or writes meanwhile. */
  #alone<T>(body: () => T): T {
    if (this.#shared === undefined) return body();
    const { mutex } = this.#shared;
    lockMutex(this.#numbers, mutex);
    try {
      return body();
    } finally {
      unlockMutex(this.#numbers, mutex);
    }
  }
}
