import { InvalidArgumentError, LockOrderError } from '../errors.ts';
import { show } from '../show.ts';
import { tellWarning } from '../tell.ts';
import { hearAsking } from '../wait/asking.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import { addObserver } from '../wait/observe.ts';
import { takenAt } from '../wait/taken-at.ts';
import type { Waitable } from '../wait/wait.ts';
import { framesHere } from './stacks.ts';

/** `warn`: tells on the console, once for each two locks; `throw`: refuses to take the second. */
export type LockOrderMode = 'warn' | 'throw' | 'off';

let order: LockOrder | undefined;

/**
 * From now on it is noted which lock is asked for while which other one is held, and two that are taken in both orders are
 * told of: a deadlock as soon as two do so at once, found without one. Longer circles too. Off, it costs nothing; on, as
 * much as the locks that are held. `captureStacks(true)` adds from which lines.
 *
 * In each thread that calls it, of what that thread takes, lock by lock: two threads that each keep an order of their own are
 * not seen (their deadlock is, once it happens). Flows that Heddle does not know cannot be told apart: of these only what
 * a `…Sync` call takes counts. An async function counts as one flow, whatever it does in several branches at once.
 * Semaphores have no holder and do not count, nor does `try…`, which waits for nobody.
 * @example lockOrder('throw'); // in a test
 * @throws InvalidArgumentError for anything else.
 * Linux: lockdep.
 */
export function lockOrder(mode: LockOrderMode): void {
  if (mode !== 'warn' && mode !== 'throw' && mode !== 'off') {
    throw new InvalidArgumentError(`lockOrder: needs 'warn', 'throw' or 'off', got ${show(mode)}`);
  }
  if (mode === 'off') {
    order?.stop();
    order = undefined;
    return;
  }
  order ??= new LockOrder();
  order.throws = mode === 'throw';
}

/** A lock that somebody holds. */
interface Held {
  readonly lock: Waitable;
  /** How often: a readers-writer lock can be read several times. */
  times: number;
}

/** Where the second of two locks was asked for, and where the first had been taken; if that is kept. */
interface Places {
  readonly by: string;
  readonly second: readonly string[] | undefined;
  readonly first: readonly string[] | undefined;
}

class LockOrder {
  throws = false;
  /** Who holds what, in the order in which it was taken. */
  readonly #held = new WeakMap<Holder, Held[]>();
  /** What was asked for while a lock was held. */
  readonly #after = new WeakMap<object, Map<Waitable, Places>>();
  /** What was told of already. */
  readonly #told = new WeakMap<object, WeakSet<object>>();
  /** What this thread takes as a whole, by a call that blocks. */
  #blocking: Waitable | undefined = undefined;
  readonly #remove: () => void;

  constructor() {
    hearAsking((lock, who, blocking) => this.#asked(lock, who, blocking));
    this.#remove = addObserver((what, subject, detail) => {
      if (what === 'acquired') this.#acquired(subject as Waitable, detail as Holder);
      else if (what === 'released') this.#released(subject as Waitable, detail as Holder);
    });
  }

  stop(): void {
    hearAsking(undefined);
    this.#remove();
  }

  #acquired(lock: Waitable, who: Holder): void {
    if (who === thisThread) {
      if (this.#blocking !== lock) return;
      this.#blocking = undefined;
    }
    const all = this.#held.get(who) ?? [];
    const held = all.find((each) => each.lock === lock);
    if (held === undefined) this.#held.set(who, [...all, { lock, times: 1 }]);
    else held.times++;
  }

  #released(lock: Waitable, who: Holder): void {
    const all = this.#held.get(who);
    const held = all?.find((each) => each.lock === lock);
    if (held === undefined || --held.times > 0) return;
    const left = all!.filter((each) => each !== held);
    if (left.length === 0) this.#held.delete(who);
    else this.#held.set(who, left);
  }

  #asked(lock: Waitable, who: Holder, blocking: boolean): void {
    if (who === thisThread) {
      this.#blocking = blocking ? lock : undefined;
      if (!blocking) return;
    }
    const all = this.#held.get(who);
    if (all === undefined || all.some((held) => held.lock === lock)) return;
    for (const held of all) this.#note(held.lock, lock, who);
  }

  #note(first: Waitable, second: Waitable, who: Holder): void {
    const after = this.#after.get(first) ?? new Map<Waitable, Places>();
    if (after.has(second)) return;
    const places = { by: who.describe(), second: framesHere(), first: takenAt(first, who) };
    const circle = this.#way(second, first);
    if (circle === undefined) this.#after.set(first, after.set(second, places));
    else this.#tell(first, second, places, circle);
  }

  /** From one lock to another, by what was asked for while the one before was held. */
  #way(from: Waitable, to: Waitable): Waitable[] | undefined {
    const before = new Map<Waitable, Waitable | undefined>([[from, undefined]]);
    // A Map is walked in order of insertion, what is added on the way included.
    for (const [lock] of before) {
      if (lock === to) {
        const way: Waitable[] = [];
        for (let at: Waitable | undefined = lock; at !== undefined; at = before.get(at)) {
          way.unshift(at);
        }
        return way;
      }
      for (const next of this.#after.get(lock)?.keys() ?? []) {
        if (!before.has(next)) before.set(next, lock);
      }
    }
    return undefined;
  }

  #tell(first: Waitable, second: Waitable, places: Places, circle: readonly Waitable[]): void {
    const message = (): string => {
      const lines = [line(first, second, places)];
      for (let at = 1; at < circle.length; at++) {
        const [one, next] = [circle[at - 1]!, circle[at]!];
        lines.push(`before, ${line(one, next, this.#after.get(one)!.get(next)!)}`);
      }
      return `locks are taken in different orders, which is a deadlock once it is done at the same time:\n${lines.join('\n')}`;
    };
    if (this.throws) throw new LockOrderError(message());
    const told = this.#told.get(first) ?? new WeakSet();
    if (told.has(second)) return;
    this.#told.set(first, told.add(second));
    tellWarning(message());
  }
}

function line(first: Waitable, second: Waitable, { by, second: at, first: taken }: Places): string {
  const asks = `${by} holds ${first.describe()} and asks for ${second.describe()}`;
  const places = [
    ...(taken === undefined ? [] : [`    ${first.describe()} taken at ${taken[0]}`]),
    ...(at === undefined ? [] : [`    ${second.describe()} asked for at ${at[0]}`]),
  ];
  return [asks, ...places].join('\n');
}
