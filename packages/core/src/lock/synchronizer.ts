import { InvalidArgumentError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { pause, requireBlocking } from '../memory/blocking.ts';
import {
  Operation,
  show,
  timeoutOf,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import type { Choice } from '../operation/selectable.ts';
import { platform } from '../realm.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { beginChoice, timedOut } from '../time/limit.ts';
import { blockedByItself, enterBlocking, leaveBlocking } from '../wait/blocked.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Shareable } from '../wire/kind.ts';
import { LocalCells, type Cells } from './cells.ts';
import { Parking, type Served } from './parking.ts';
import { notYet, Turn, type Attempt } from './turn.ts';

/** How often each kind of thing without a name was asked for one. */
const counts = new Map<string, number>();

/**
 * What semaphores, events, barriers and their like are made of: a few numbers that are changed by compare-and-exchange, tasks
 * that stand in line until an attempt to change them succeeds, and, once it is shared, threads that park.
 * In one thread: first come, first served, and nobody passes a line. Between threads: whoever comes first; who has waited
 * for more than a millisecond comes next.
 */
export abstract class Synchronizer implements Waitable, Shareable {
  readonly name: string | undefined;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #id = 0;
  #line: Line<Turn<unknown>> | undefined = undefined;
  #parking: Parking | undefined = undefined;
  /** Its state; what each number says is its class' own. @internal */
  _cells: Cells;

  /** @internal */
  constructor(name: string | undefined, numbers: readonly number[]) {
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(
        `new ${this.constructor.name}: name must be a string, got ${show(name)}`,
      );
    }
    this.name = name;
    this._cells = new LocalCells(numbers);
  }

  /** How messages call it: `semaphore`. @internal */
  abstract get _title(): string;

  /** Why a wait for it has not ended. @internal */
  abstract explain(): string;

  /**
   * Does whoever goes on take something from the others? Then nobody passes those who wait. For an event, that would only
   * keep people from what is there for all. @internal
   */
  get _inTurn(): boolean {
    return true;
  }

  /** Can one go on before another who came earlier, and still waits? @internal */
  get _servesAll(): boolean {
    return false;
  }

  /** Is it in shared memory, because it was handed to another thread? */
  get shared(): boolean {
    return this.#parking !== undefined;
  }

  /** How many tasks of this thread stand in line. @internal */
  get _waiting(): number {
    return this.#line === undefined ? 0 : Array.from(this.#line).length;
  }

  /** The tasks of this thread that stand in line, first come first. @internal */
  get _waits(): readonly Turn<unknown>[] {
    return this.#line === undefined ? [] : Array.from(this.#line);
  }

  /** @internal */
  describe(): string {
    if (this.name !== undefined) return `${this._title} ${JSON.stringify(this.name)}`;
    if (this.#id === 0) {
      this.#id = (counts.get(this._title) ?? 0) + 1;
      counts.set(this._title, this.#id);
    }
    return `${this._title}#${this.#id}`;
  }

  /** @internal */
  get within(): true {
    return true;
  }

  /** Waits until `attempt` succeeds, by `await` or `yield*`. @internal */
  _wait<T>(verb: string, attempt: Attempt<T>, options: WaitOptions | undefined): Operation<T> {
    if (options === undefined) return this.#now(attempt) ?? this.#enter(verb, attempt);
    return beginChoice(options, this._choiceOf(verb, attempt));
  }

  /** The same as one of several. @internal */
  _choiceOf<T>(verb: string, attempt: Attempt<T>): Choice<T> {
    return {
      describe: () => `${verb} of ${this.describe()}`,
      attempt: () => this.#now(attempt),
      enter: () => this.#enter(verb, attempt),
      explain: () => this.explain(),
    };
  }

  /** The same for a thread that may block. @internal */
  _waitSync<T>(verb: string, attempt: Attempt<T>, options: SyncOptions | undefined): T {
    const action = (): string => `${verb} of ${this.describe()}`;
    requireBlocking(action);
    const timeout = timeoutOf(options, action);
    // Before those of its own thread that stand in line: they cannot go on while it is blocked.
    let result = this.#parking?.isOpen === false ? notYet : attempt();
    if (result === notYet && timeout !== 0) {
      const who = currentHolder() ?? thisThread;
      enterBlocking(`${verb} of`, this, who);
      try {
        result = this.#block(attempt, timeout, who);
      } finally {
        leaveBlocking();
      }
    }
    if (result === notYet) throw timedOut(action(), timeout, () => this.explain());
    return result;
  }

  #block<T>(attempt: Attempt<T>, timeout: number, who: Holder): T | typeof notYet {
    if (this.#parking === undefined) {
      // Whoever could change it is of this thread, and cannot go on while it is blocked.
      if (timeout === Infinity) throw blockedByItself(who, this);
      pause(timeout);
      return notYet;
    }
    const end = platform().now() + timeout;
    try {
      return this.#parking.block(
        attempt,
        () => end - platform().now(),
        () => {
          if (timeout === Infinity) this._parks(who);
        },
      );
    } finally {
      this._parked(who);
    }
  }

  /** The thread is about to park without limit; may throw. @internal */
  _parks(_who: Holder): void {}

  /** It goes on, whether it parked or not. @internal */
  _parked(_who: Holder): void {}

  /** One attempt, without waiting; nobody passes those who wait. @internal */
  _try<T>(attempt: Attempt<T>): T | typeof notYet {
    return this._isPassing ? notYet : attempt();
  }

  /** Would whoever comes now pass one who waits? @internal */
  get _isPassing(): boolean {
    if (!this._inTurn) return false;
    if (this.#line !== undefined && !this.#line.empty) return true;
    return this.#parking !== undefined && !this.#parking.isOpen;
  }

  #now<T>(attempt: Attempt<T>): Operation<T> | undefined {
    try {
      const result = this._try(attempt);
      return result === notYet ? undefined : Operation.resolved(result);
    } catch (error) {
      requireError(error);
      return Operation.rejected(error);
    }
  }

  #enter<T>(verb: string, attempt: Attempt<T>): Turn<T> {
    const turn = new Turn(this, verb, attempt);
    (this.#line ??= new Line()).push(turn);
    this.#parking?.entered();
    this._entered(turn);
    return turn;
  }

  /** It stands in line now. @internal */
  _entered(_turn: Turn<unknown>): void {}

  /** Some of those who stood in line could go on. @internal */
  _served(): void {}

  /**
   * Its state has changed: whoever waits may try again. `count`: of the threads that are parked, so many can go on at most,
   * and it does not matter which. @internal
   */
  _changed(count: number = Infinity): void {
    if (this.#line !== undefined && !this.#line.empty) {
      if (this.#parking === undefined) this.#serve();
      else this.#parking.look();
    }
    this.#parking?.wake(count);
  }

  #serve(): Served {
    const served = this.#serveLine();
    if (served !== 'none') this._served();
    return served;
  }

  #serveLine(): Served {
    const line = this.#line;
    let served: Served = 'none';
    if (this._servesAll) {
      for (const turn of Array.from(line ?? [])) {
        const isThere = turn.after !== undefined; // unless another has gone on, and served it
        if (isThere && serve(turn)) served = 'some';
      }
      return line?.empty === false ? served : 'all';
    }
    for (let turn = line?.first; turn !== undefined; turn = line!.first) {
      if (!serve(turn)) return served;
      served = 'some';
    }
    return 'all';
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    if (this.#line!.empty) this.#parking?.left();
    else if (this.#parking === undefined) this.#serve(); // it may have stood before one that can go on
    else this.#parking.look();
    return true;
  }

  /** Why it cannot be closed at this moment. @internal */
  get _busy(): string | undefined {
    return this.#line === undefined || this.#line.empty ? undefined : 'a task waits for it';
  }

  /** It has a slot in shared memory, where `cells` have its numbers: who waits keeps waiting. @internal */
  _share(agent: Agent, slot: number, cells: Cells): void {
    this._cells = cells;
    this.#parking = new Parking(
      agent,
      slot,
      this._inTurn,
      () => this.#serve(),
      () => this._withdrawn(),
    );
    this._shared(agent, slot);
    if (this.#line !== undefined && !this.#line.empty) this.#parking.entered();
  }

  /** The thread parks for something else: what its tasks that wait keep others from is taken back. True: there was something. @internal */
  _withdrawn(): boolean {
    return false;
  }

  /** What else a class has to move there, or to find there. @internal */
  _shared(_agent: Agent, _slot: number): void {}
}

/** An attempt fails with errors only: anything else stops a thread that is run step by step, and must come through. */
function requireError(error: unknown): void {
  if (!(error instanceof Error)) throw error;
}

/** False: it cannot go on yet. */
function serve(turn: Turn<unknown>): boolean {
  try {
    const result = turn.attempt();
    if (result === notYet) return false;
    Line.remove(turn);
    turn._resolve(result);
  } catch (error) {
    requireError(error);
    Line.remove(turn);
    turn._reject(error);
  }
  return true;
}
