import { thisThread, type Holder } from './holder.ts';
import type { Waitable } from './wait.ts';

/**
 * What is held by some of this thread while others of it stand in line. Whoever holds it is as urgent as the most urgent of
 * those in line, for as long as that one stands there, with a limit or without. Else tasks of a middle urgency could hold up
 * the urgent one for as long as they please.
 */
export interface Inheritable extends Waitable {
  /** How urgent the most urgent of those in line is; undefined: nobody has lent anything. */
  lent: number | undefined;
  /** Who holds it. */
  holders(): Iterable<Holder>;
  /** Who stand in line. */
  waiting(): Iterable<{ readonly owner: Holder | undefined }>;
}

interface Inheritance {
  /** `who` stands in line for it now. */
  begin(lock: Inheritable, who: Holder | undefined): void;
  /** Others hold it than before, or others stand in line. */
  again(lock: Inheritable): void;
  /** `holder` holds it no more. */
  end(lock: Inheritable, holder: Holder): void;
}

/** Looked at whenever somebody has to wait for a lock: while all are as urgent as each other, that is all. */
export let inheritance: Inheritance | undefined;

/** Some are more urgent than others. */
export function differInUrgency(): void {
  inheritance ??= { begin, again, end };
}

function begin(lock: Inheritable, who: Holder | undefined): void {
  const urgency = urgencyOf(who);
  if (lock.lent === undefined || urgency > lock.lent) passOn(setAll(lock, urgency, []));
}

function again(lock: Inheritable): void {
  passOn(setAll(lock, mostUrgent(lock), []));
}

function end(lock: Inheritable, holder: Holder): void {
  passOn(set(holder, lock, undefined, []));
}

/** Gives those who have changed by it, with those in `changed`. */
function setAll(lock: Inheritable, urgency: number | undefined, changed: Holder[]): Holder[] {
  lock.lent = urgency;
  for (const holder of lock.holders()) set(holder, lock, urgency, changed);
  return changed;
}

function set(holder: Holder, by: object, urgency: number | undefined, changed: Holder[]): Holder[] {
  const before = holder.urgency;
  holder.lend?.(by, urgency);
  if (holder.urgency !== before) changed.push(holder);
  return changed;
}

/** Whoever has what those who have changed wait for themselves changes too, and so on. */
function passOn(changed: Holder[]): void {
  for (let who = changed.pop(); who !== undefined; who = changed.pop()) {
    const own = urgencyOf(who);
    for (const target of who.awaitedNow?.() ?? []) {
      if ((target.holder as unknown) === target) {
        set(target.holder!, who, own, changed); // a task, of which the end is awaited
      } else if (isInheritable(target)) {
        const urgency = own > (target.lent ?? -Infinity) ? own : mostUrgent(target);
        if (urgency !== target.lent) setAll(target, urgency, changed);
      }
    }
  }
}

function isInheritable(target: Waitable): target is Inheritable {
  return 'waiting' in target;
}

/** None of those in line is more urgent than what was lent up to now. */
function mostUrgent(lock: Inheritable): number | undefined {
  const { lent = Infinity } = lock;
  let most: number | undefined;
  for (const { owner } of lock.waiting()) {
    const urgency = urgencyOf(owner);
    if (most === undefined || urgency > most) most = urgency;
    if (most >= lent) break;
  }
  return most;
}

function urgencyOf(who: Holder = thisThread): number {
  return who.urgency ?? 0;
}
