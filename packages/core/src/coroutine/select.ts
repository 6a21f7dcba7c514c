import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { Operation, show, type Observer, type WaitOptions } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { beginChoice } from '../time/limit.ts';
import { currentHolder } from '../wait/holder.ts';
import type { Waitable } from '../wait/wait.ts';
import { Dice } from './dice.ts';

/** What `select` waits for, by key: a queue, a lock, `after(ms)`, `queue.putting(item)`, a task or another operation. */
export type Selectables = Readonly<Record<string, Selectable<unknown> | Operation<unknown>>>;

/** What one thing gives when it is chosen. */
export type SelectedValue<S> =
  S extends Operation<infer T> ? T : S extends Selectable<infer T> ? T : never;

/** What was chosen: a union that the key tells apart. */
export type Selected<S> = {
  [K in keyof S & string]: { readonly key: K; readonly value: SelectedValue<S[K]> };
}[keyof S & string];

interface Chosen {
  readonly key: string;
  readonly value: unknown;
}

/**
 * Waits for the first of several things, and takes nothing but from that one: the others keep their items and permits,
 * and no place in their lines is left behind. Among several that are ready one is drawn, each as likely as the next.
 * A lock gives its guard, a queue its next item. A task (or an operation that has begun already) stands for its end, and
 * goes on if another is chosen. What fails is ready too, and the failure is that of the select: so a queue that was shut
 * down and is empty gives its ShutDownError, as `get` would (in Go a closed channel is ready with a zero value).
 * @example
 * const { key, value } = await select({ job: queue, turn: lock, late: after(50), done: task });
 * @throws TimeoutError, `signal.reason`; InvalidArgumentError if there is nothing to wait for, or something that cannot be
 * waited for; InvalidStateError if a task waits for its own end.
 * Go: select.
 */
export function select<S extends Selectables>(
  things: S,
  options?: WaitOptions,
): Operation<Selected<S>> {
  const several = new Several(waysOf(things));
  return beginChoice(options, several) as Operation<unknown> as Operation<Selected<S>>;
}

function waysOf(things: Selectables): Way[] {
  if (typeof things !== 'object' || things === null || Array.isArray(things)) {
    throw new InvalidArgumentError(
      `select: needs an object with what to wait for, each under a key, got ${show(things)}`,
    );
  }
  const keys = Object.keys(things);
  if (keys.length === 0) {
    throw new InvalidArgumentError('select: there is nothing to wait for in {}');
  }
  return keys.map((key) => new Way(key, stepsOf(key, things[key])));
}

function stepsOf(key: string, thing: unknown): Choice<unknown> | Operation<unknown> {
  if (thing instanceof Operation) {
    if ((thing as unknown) === currentHolder()) {
      throw new InvalidStateError(`select: ${key} is the task that waits: it cannot end meanwhile`);
    }
    return thing._watched();
  }
  const steps = (thing as Partial<Selectable<unknown>> | null | undefined)?._choice;
  if (typeof steps === 'function') return steps.call(thing as Selectable<unknown>);
  const then = (thing as Partial<PromiseLike<unknown>> | null | undefined)?.then;
  throw new InvalidArgumentError(
    `select: ${key} cannot be waited for: it takes queues, locks, after(ms), tasks and other operations, ` +
      `got ${show(thing)}${typeof then === 'function' ? '; let a task wait for it: spawn(() => promise)' : ''}`,
  );
}

/** One of the things. */
class Way implements Observer {
  readonly key: string;
  /** The steps of a wait that is the select's own, or an operation that began before and is only looked at. */
  readonly #what: Choice<unknown> | Operation<unknown>;
  #several: Several | undefined = undefined;
  /** What it waits for at this moment. */
  #waiting: Operation<unknown> | undefined = undefined;

  constructor(key: string, what: Choice<unknown> | Operation<unknown>) {
    this.key = key;
    this.#what = what;
  }

  attempt(): Operation<unknown> | undefined {
    const what = this.#what;
    if (!(what instanceof Operation)) return what.attempt();
    return what._settled ? what : undefined;
  }

  enter(several: Several): void {
    const what = this.#what;
    const operation = what instanceof Operation ? what : what.enter(true);
    this.#several = several;
    if (operation._settled) {
      this.settled(operation);
      return;
    }
    this.#waiting = operation;
    operation._observe(this);
    if (!(what instanceof Operation)) what.look?.();
  }

  settled(operation: Operation<unknown>): void {
    this.#waiting = undefined;
    this.#several!.choose(this.key, operation);
  }

  get waiting(): Operation<unknown> | undefined {
    return this.#waiting;
  }

  leave(): void {
    const operation = this.#waiting;
    if (operation === undefined || operation._settled) return;
    this.#waiting = undefined;
    operation._unobserve(this);
    if (operation === this.#what) return;
    const wait = operation as Pending<unknown>;
    wait.target.withdraw(wait);
    wait._failQuietly(undefined); // nobody else ever saw it
  }

  describe(): string {
    const what = this.#what;
    return `${this.key} (${what instanceof Operation ? what._describe() : what.describe()})`;
  }

  explain(): string {
    const what = this.#what;
    return `${this.key}: ${what instanceof Operation ? 'it has not ended' : what.explain()}`;
  }
}

/** All of a select's things, as one thing to wait for. In the wait-for graph it is no edge: another way may open. */
class Several implements Waitable, Choice<Chosen> {
  readonly #ways: Way[];
  #wait: Pending<Chosen> | undefined = undefined;

  constructor(ways: Way[]) {
    this.#ways = ways;
  }

  describe(): string {
    return `one of ${this.#ways.map((way) => way.describe()).join(', ')}`;
  }

  explain(): string {
    return this.#ways.map((way) => way.explain()).join('; ');
  }

  needs(): readonly Operation<unknown>[] {
    return this.#ways.flatMap((way) => way.waiting ?? []);
  }

  /** Shuffles as it goes: of those that are ready, each is as likely to be looked at before the others. */
  attempt(): Operation<Chosen> | undefined {
    const ways = this.#ways;
    for (let at = 0; at < ways.length; at++) {
      const left = ways.length - at;
      const drawn = left === 1 ? at : at + draw(left);
      const way = ways[drawn]!;
      ways[drawn] = ways[at]!;
      ways[at] = way;
      const operation = way.attempt();
      if (operation === undefined) continue;
      if (operation._state === 1) {
        return Operation.resolved({ key: way.key, value: operation._value });
      }
      operation._looked();
      return Operation.rejected(operation._value);
    }
    return undefined;
  }

  enter(): Pending<Chosen> {
    const wait = (this.#wait = new Pending<Chosen>(this, 'select'));
    try {
      for (const way of this.#ways) {
        way.enter(this);
        if (wait._settled) break; // in shared memory something came in between
      }
    } catch (error) {
      this.withdraw();
      wait._failQuietly(error); // it is thrown
      throw error;
    }
    return wait;
  }

  choose(key: string, operation: Operation<unknown>): void {
    const wait = this.#wait!;
    if (wait._settled) return;
    this.withdraw();
    if (operation._state === 1) {
      wait._resolve({ key, value: operation._value });
    } else {
      operation._looked();
      wait._reject(operation._value);
    }
  }

  withdraw(): boolean {
    // The last one first: what leaves a line lets those behind it go on, who must not be of the same select.
    for (const way of this.#ways.toReversed()) way.leave();
    return true;
  }
}

/** The same draws in each run of a program. */
const dice: Dice = /* @__PURE__ */ new Dice(0);
let draw = (count: number): number => dice.below(count);

/** Lets `choose` decide in place of chance, until the returned function is called: for whoever tries every order. */
export function drawBy(choose: (count: number) => number): () => void {
  const before = draw;
  draw = choose;
  return () => void (draw = before);
}
