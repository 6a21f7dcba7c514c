import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { show } from '../show.ts';
import type { ContextVar } from './context-var.ts';
import { valuesHere, within, type Values } from './values.ts';

/**
 * The values of context variables, apart from any task. `copyContext()` gives those that count here; `new Context()` is
 * empty.
 * Python: contextvars.Context.
 */
export class Context {
  /** A copy would be of no variable: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  #values: Values = new Map();
  #entered = false;

  /** How many variables are set in it. */
  get size(): number {
    return this.#values.size;
  }

  /** Is the variable set in it? */
  has(variable: ContextVar<unknown>): boolean {
    return this.#values.has(variable);
  }

  /** The variable's value in it; else `fallback`. The variable's default does not count. Python: Context.get. */
  get<T>(variable: ContextVar<T>): T | undefined;
  get<T, F>(variable: ContextVar<T>, fallback: F): T | F;
  get(variable: ContextVar<unknown>, fallback?: unknown): unknown {
    return this.#values.has(variable) ? this.#values.get(variable) : fallback;
  }

  /**
   * Calls `fn` with these values in place of those that count here: what it sets stays in this context, and what it
   * spawns begins with it. They count until `fn` returns: of an async function up to its first `await`.
   * @throws InvalidStateError if it is being run already; InvalidArgumentError if there is no function.
   * Python: Context.run.
   */
  run<A extends readonly unknown[], T>(fn: (...args: A) => T, ...args: A): T {
    if (typeof fn !== 'function') {
      throw new InvalidArgumentError(`run of a Context: needs a function, got ${show(fn)}`);
    }
    if (this.#entered) {
      throw new InvalidStateError(
        'run of a Context: it is being run already; run a copy of it, which copyContext() gives',
      );
    }
    this.#entered = true;
    const leave = (values: Values): void => {
      this.#values = values;
      this.#entered = false;
    };
    return within(this, this.#values, () => fn(...args), leave);
  }

  /** Its variables with their values, in the order in which they were first set. */
  *[Symbol.iterator](): Generator<[variable: ContextVar<unknown>, value: unknown], void, void> {
    yield* this.#values as ReadonlyMap<ContextVar<unknown>, unknown>;
  }

  /** @internal */
  static _of(values: Values): Context {
    const context = new Context();
    context.#values = values;
    return context;
  }
}

/** The values of all context variables that count here; costs nothing. Python: contextvars.copy_context. */
export function copyContext(): Context {
  return Context._of(valuesHere());
}
