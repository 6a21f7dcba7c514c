import { InvalidArgumentError, InvalidStateError, TimeoutError } from '../errors.ts';
import { requireBlocking } from '../memory/blocking.ts';
import {
  Operation,
  show,
  timeoutOf,
  type Observer,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { platform } from '../realm.ts';
import { begin } from '../time/limit.ts';
import { current, setCurrent, type Running } from '../wait/current.ts';
import { currentHolder, type Holder } from '../wait/holder.ts';
import type { Waitable } from '../wait/wait.ts';
import { inOrder } from '../wire/order.ts';
import { Guard } from './guard.ts';

/** What `acquireAll` takes: a lock, a semaphore, a side of a readers-writer lock. */
export interface Acquirable {
  acquire(options?: WaitOptions): Operation<Guard>;
  acquireSync(options?: SyncOptions): Guard;
}

interface Lockable extends Acquirable, Selectable<Guard> {
  describe(): string;
  /** Of which it is a part: of a readers-writer lock. */
  readonly lock?: object;
}

/**
 * Takes several locks at once, and gives one guard for all: it releases them in reverse order. They are taken one after
 * another in an order that is the same in every thread, whatever the order here: so two who take the same locks in this way
 * never wait for each other. If it is given up, what it had is given back.
 *
 * One who holds another lock meanwhile, or takes some of these one by one elsewhere, can still close a cycle: that is a
 * DeadlockError as ever. Options may follow the locks.
 * @example using both = await acquireAll(from.lock, to.lock, { timeout: 100 });
 * @throws InvalidArgumentError if there is none, if one is there twice (both sides of a readers-writer lock are one), or if it
 * is nothing that can be acquired; else as `acquire` of each.
 * C++: std::scoped_lock.
 */
export function acquireAll(
  ...locks: readonly Acquirable[] | readonly [...Acquirable[], WaitOptions]
): Operation<Guard> {
  const { all, options } = taken('acquireAll', locks);
  const several = new All(all);
  return begin(
    options as WaitOptions | undefined,
    () => `acquireAll of ${namesOf(all)}`,
    () => several.attempt(),
    () => several.enter(),
    () => several.explain(),
  );
}

/** The same for a thread that may block. @throws BlockingNotAllowedError; else as `acquireAll`. */
export function acquireAllSync(
  ...locks: readonly Acquirable[] | readonly [...Acquirable[], SyncOptions]
): Guard {
  const { all, options } = taken('acquireAllSync', locks);
  const action = (): string => `acquireAllSync of ${namesOf(all)}`;
  requireBlocking(action);
  const timeout = timeoutOf(options, action);
  const { now } = platform();
  const end = now() + timeout;
  const guards: Guard[] = [];
  try {
    for (const lock of all) {
      const left = timeout === 0 ? 0 : Math.max(0, end - now());
      guards.push(lock.acquireSync(timeout === Infinity ? undefined : { timeout: left }));
    }
  } catch (error) {
    const missing = all[guards.length]!;
    releaseAll(guards);
    if (!(error instanceof TimeoutError)) throw error;
    const reason = error.message.replace(/^.*? timed out after \S+ ms: /, '');
    throw new TimeoutError(
      `${action()} timed out after ${timeout} ms: ${missing.describe()}: ${reason}`,
      timeout,
      { cause: error },
    );
  }
  return guardOf(all, guards);
}

/** The locks in the order in which they are taken, and the options behind them. */
function taken(
  action: string,
  given: readonly unknown[],
): { all: readonly Lockable[]; options: SyncOptions | undefined } {
  const last = given.at(-1);
  const hasOptions = typeof last === 'object' && last !== null && !isLockable(last);
  const locks = hasOptions ? given.slice(0, -1) : given;
  if (locks.length === 0) {
    throw new InvalidArgumentError(
      `${action}: needs locks as its arguments, ${action}(a, b, { timeout: 100 }), got ${given.length === 0 ? 'none' : show(last)}`,
    );
  }
  const wholes = new Set<object>();
  for (const [index, lock] of locks.entries()) {
    if (!isLockable(lock)) {
      throw new InvalidArgumentError(
        `${action}: needs locks, semaphores or sides of a readers-writer lock, got ${show(lock)} as number ${index + 1}`,
      );
    }
    const whole = wholeOf(lock);
    if (wholes.has(whole)) {
      throw new InvalidArgumentError(
        `${action}: ${lock.describe()} is there twice; whoever has it would wait for itself`,
      );
    }
    wholes.add(whole);
  }
  const all = inOrder(locks as readonly Lockable[], wholeOf);
  return { all, options: hasOptions ? (last as SyncOptions) : undefined };
}

function isLockable(thing: unknown): thing is Lockable {
  const { acquire, acquireSync, _choice } = (thing ?? {}) as Partial<Lockable>;
  return [acquire, acquireSync, _choice].every((method) => typeof method === 'function');
}

function wholeOf(lock: Lockable): object {
  return lock.lock ?? lock;
}

function namesOf(locks: readonly Lockable[]): string {
  return locks.map((lock) => lock.describe()).join(', ');
}

/** Gives back what was taken last first. */
function releaseAll(guards: Guard[]): void {
  const guard = guards.pop();
  if (guard === undefined) return;
  try {
    guard[Symbol.dispose]();
  } finally {
    releaseAll(guards);
  }
}

function guardOf(locks: readonly Lockable[], guards: Guard[]): Guard {
  return new Guard(
    {
      describe: () => namesOf(locks),
      _releaseBy() {
        if (guards.length === 0) return false;
        releaseAll(guards);
        return true;
      },
    },
    0,
  );
}

/** Nothing of it waits as a coroutine does. */
function suspend(): never {
  throw new InvalidStateError('acquireAll: what it takes one after another suspends nobody');
}

/** All of them, as one thing to wait for: in the wait-for graph it stands for the one that is waited for at the moment. */
class All implements Waitable, Observer {
  readonly #locks: readonly Lockable[];
  /** How each of them is taken, by whoever asks. */
  readonly #choices: readonly Choice<Guard>[];
  #guards: Guard[] = [];
  #wait: Pending<Guard> | undefined = undefined;
  /** The wait for the one that is next. */
  #next: Pending<Guard> | undefined = undefined;
  /** The one that could not be had. */
  #missing = 0;
  /** Those who can do nothing else until all are taken. */
  readonly #blocked = new Set<Holder>();
  /** As whom the rest is taken. */
  readonly #who: Running | undefined;

  constructor(locks: readonly Lockable[]) {
    const identity = currentHolder();
    this.#who = identity && { identity, suspend, giveWay: suspend, enter: suspend, began() {} };
    this.#locks = locks;
    this.#choices = locks.map((lock) => lock._choice());
  }

  describe(): string {
    return `all of ${namesOf(this.#locks)}`;
  }

  explain(): string {
    const at = this.#missing;
    return `${this.#locks[at]!.describe()}: ${this.#choices[at]!.explain()}`;
  }

  /** Takes all of them, or none. */
  attempt(): Operation<Guard> | undefined {
    const guards: Guard[] = [];
    try {
      for (const [index, choice] of this.#choices.entries()) {
        const operation = choice.attempt();
        if (operation === undefined) {
          this.#missing = index;
          return undefined;
        }
        if (operation._state === 2) return operation;
        guards.push(operation._outcome());
      }
      return Operation.resolved(guardOf(this.#locks, guards.splice(0)));
    } finally {
      releaseAll(guards);
    }
  }

  enter(): Pending<Guard> {
    const wait = new Pending<Guard>(this, 'acquireAll');
    this.#wait = wait;
    this.#goOn();
    return wait;
  }

  /** Takes one after another, until one has to be waited for. */
  #goOn(): void {
    const wait = this.#wait!;
    try {
      while (this.#guards.length < this.#choices.length) {
        this.#missing = this.#guards.length;
        const choice = this.#choices[this.#missing]!;
        const operation = choice.attempt() ?? choice.enter();
        if (!operation._settled) {
          this.#waitFor(operation as Pending<Guard>);
          return;
        }
        this.#guards.push(operation._outcome());
      }
    } catch (error) {
      this.#giveBack();
      if (!(error instanceof Error)) throw error; // stops a thread that is run step by step
      wait._reject(error);
      return;
    }
    const guards = this.#guards;
    this.#guards = [];
    wait._resolve(guardOf(this.#locks, guards));
  }

  #waitFor(operation: Pending<Guard>): void {
    this.#next = operation;
    operation._observe(this);
    for (const who of this.#blocked) operation._blocks(who);
  }

  settled(operation: Operation<unknown>): void {
    this.#next = undefined;
    if (operation._state === 2) {
      operation._looked();
      this.#giveBack();
      this.#wait!._reject(operation._value);
      return;
    }
    this.#guards.push(operation._value as Guard);
    // It may be another task that runs at this moment, and has released the one before.
    const running = current;
    setCurrent(this.#who);
    try {
      this.#goOn();
    } finally {
      setCurrent(running);
    }
  }

  #giveBack(): void {
    const guards = this.#guards;
    this.#guards = [];
    releaseAll(guards);
  }

  /** @internal */
  withdraw(): boolean {
    const next = this.#next;
    if (next !== undefined) {
      this.#next = undefined;
      next._unobserve(this);
      next.target.withdraw(next);
      next._failQuietly(undefined); // nobody else ever saw it
    }
    this.#giveBack();
    return true;
  }

  blocked(_wait: Pending<Guard>, who: Holder): void {
    this.#blocked.add(who);
    this.#next?._blocks(who);
  }

  unblocked(_wait: Pending<Guard>, who: Holder): void {
    this.#blocked.delete(who);
    this.#next?._unblocks(who);
  }

  get within(): true {
    return true;
  }

  needs(): readonly Operation<unknown>[] {
    return this.#next === undefined ? [] : [this.#next];
  }

  awaited(): Iterable<Holder> {
    const next = this.#next;
    if (next === undefined) return [];
    const { target } = next;
    return target.awaited?.(next) ?? (target.holder === undefined ? [] : [target.holder]);
  }

  held(holder: Holder): string {
    const next = this.#next!;
    return next.target.held?.(holder, next) ?? next.target.describe();
  }

  wanted(): string {
    const next = this.#next!;
    return next.target.wanted?.(next) ?? next.target.describe();
  }
}
