import { InvalidArgumentError, InvalidStateError, NoValueError } from '../errors.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { show } from '../show.ts';
import { contextHere, setValuesHere, valuesHere } from './values.ts';

export interface ContextVarOptions<T> {
  /** What `get()` gives where the variable was not set; `undefined` is a default too. */
  default?: T;
}

/**
 * A variable of which each task has its own value. A task begins with the values that its spawner has at that moment, and
 * what it sets is seen by itself and by the tasks that it spawns from then on. A thread begins with none.
 *
 * A coroutine has its own values everywhere. An async function has them after an `await` only where the runtime follows
 * it (AsyncLocalStorage: Node, Bun, Deno); in a browser they are the thread's there, so take them along:
 * `const context = copyContext()` at its start, and then `context.run(…)` or `context.get(variable)`.
 * @example
 * const user = new ContextVar('user', { default: 'nobody' });
 * spawn(function* () { user.set('ann'); yield* sleep(1); user.get(); }); // 'ann'
 * Python: contextvars.ContextVar.
 */
export class ContextVar<T> {
  readonly name: string;
  /** A copy would be another variable: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #default: { readonly value: T } | undefined;

  /** @throws InvalidArgumentError if `name` is no string, or `options` no object. */
  constructor(name: string, options?: ContextVarOptions<T>) {
    if (typeof name !== 'string') {
      throw new InvalidArgumentError(`new ContextVar: name must be a string, got ${show(name)}`);
    }
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw new InvalidArgumentError(
        `new ContextVar ${show(name)}: options must be an object, got ${show(options)}`,
      );
    }
    this.name = name;
    this.#default =
      options !== undefined && 'default' in options ? { value: options.default as T } : undefined;
  }

  /**
   * Its value here; else the fallback, if one is given; else the default.
   * @throws NoValueError if there is none of these.
   */
  get(): T;
  get<F>(fallback: F): T | F;
  get(...fallback: readonly unknown[]): unknown {
    const values = valuesHere();
    const value = values.get(this);
    if (value !== undefined || values.has(this)) return value;
    if (fallback.length > 0) return fallback[0];
    if (this.#default !== undefined) return this.#default.value;
    throw new NoValueError(
      `the context variable ${show(this.name)} has no value here: set it, or give get() a fallback or the variable a default`,
    );
  }

  /** Sets it here, and gives what `reset` takes to undo that. */
  set(value: T): Token<T> {
    const values = valuesHere();
    setValuesHere(new Map(values).set(this, value));
    return new Token(this, contextHere(), values.has(this), values.get(this) as T | undefined);
  }

  /**
   * Gives it back the value that it had before the `set` from which `token` comes.
   * @throws InvalidArgumentError for a token of another variable or another context; InvalidStateError for a used one.
   */
  reset(token: Token<T>): void {
    if (!(token instanceof Token) || token.variable !== (this as unknown)) {
      const what = token instanceof Token ? `one of ${show(token.variable.name)}` : show(token);
      throw new InvalidArgumentError(
        `reset of ${show(this.name)}: needs a token that its set() gave, got ${what}`,
      );
    }
    if (token._used) {
      throw new InvalidStateError(`reset of ${show(this.name)}: this token was used before`);
    }
    if (token._context !== contextHere()) {
      throw new InvalidArgumentError(
        `reset of ${show(this.name)}: the token comes from another task or context; reset it where it was set`,
      );
    }
    token._used = true;
    const values = new Map(valuesHere());
    if (token._had) values.set(this, token.oldValue);
    else values.delete(this);
    setValuesHere(values);
  }
}

/** Undoes one `set`. Python: contextvars.Token. */
export class Token<T> {
  readonly variable: ContextVar<T>;
  /** What the variable had before; `undefined` also where it had nothing. */
  readonly oldValue: T | undefined;
  /** @internal */
  readonly _context: object;
  /** @internal */
  readonly _had: boolean;
  /** @internal */
  _used = false;

  /** @internal */
  constructor(variable: ContextVar<T>, context: object, had: boolean, oldValue: T | undefined) {
    this.variable = variable;
    this._context = context;
    this._had = had;
    this.oldValue = oldValue;
  }
}
