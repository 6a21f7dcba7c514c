import { CannotSendError, InvalidArgumentError, NoValueError } from '../errors.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { show } from '../show.ts';
import { functionOf, referenceOfFunction, type FunctionReference } from '../wire/function.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { currentThread } from './current.ts';

/** Its values are disposed of when a thread ends by itself. */
type MaybeDisposable = { [Symbol.dispose]?(): void; [Symbol.asyncDispose]?(): PromiseLike<void> };

/** Those that have a value here that wants to be disposed of. */
const toDispose: Set<ThreadLocal<unknown>> = /* @__PURE__ */ new Set();

interface Handle {
  readonly id: string;
  readonly create: FunctionReference | undefined;
}

let count = 0;
/** By id: those that came from another thread or were handed to one. */
const known: Map<string, WeakRef<ThreadLocal<unknown>>> = /* @__PURE__ */ new Map();

/**
 * A value of which each thread has its own: made there by `create` when it is first asked for, and gone when the thread ends.
 * A value with `Symbol.dispose` or `Symbol.asyncDispose` is disposed of when a thread of Heddle's has ended by itself, after
 * its target; not when it is terminated, and not in the main thread.
 *
 * What a module declares is each thread's own in JavaScript as it is: there, `const cache = new Map()` does as well. This is
 * for what is made late, or disposed of, and for what is handed over: an object that one thread hands to another is the same
 * one there, with that thread's value. `create` must then be a function that `tasks` names.
 * @example
 * const connection = new ThreadLocal(() => connect());
 * connection.value.query('…'); // each thread has a connection of its own
 * Python: threading.local, which has attributes in place of one value.
 */
export class ThreadLocal<T> {
  /** A copy would be another one: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #create: (() => T) | undefined;
  #id: string | undefined;
  #value: { readonly value: T } | undefined;

  /** @throws InvalidArgumentError if `create` is no function. */
  constructor(create?: () => T) {
    if (create !== undefined && typeof create !== 'function') {
      throw new InvalidArgumentError(
        `new ThreadLocal: create must be a function, got ${show(create)}`,
      );
    }
    this.#create = create;
  }

  /**
   * This thread's value; the first time it is made by `create`.
   * @throws NoValueError if there is none and no `create`; what that throws, and the next one to ask calls it again.
   */
  get value(): T {
    if (this.#value !== undefined) return this.#value.value;
    if (this.#create === undefined) {
      throw new NoValueError(
        `the ThreadLocal has no value in thread ${show(currentThread().name)}: set it there, or give it a function that makes one`,
      );
    }
    return this.#set(this.#create());
  }

  set value(value: T) {
    this.#set(value);
  }

  #set(value: T): T {
    this.#value = { value };
    if (isDisposable(value)) toDispose.add(this);
    else toDispose.delete(this);
    return value;
  }

  /** Has this thread a value, made or set? */
  get isSet(): boolean {
    return this.#value !== undefined;
  }

  /** Forgets this thread's value, and gives it. Python: `del local.x`. */
  clear(): T | undefined {
    const value = this.#value?.value;
    this.#value = undefined;
    toDispose.delete(this);
    return value;
  }

  /** @internal */
  _toHandle(): Handle {
    const create = this.#create && referenceOfFunction(this.#create);
    if (this.#create !== undefined && create === undefined) {
      throw new CannotSendError(
        'a ThreadLocal',
        'what makes its values is a function of this thread alone; give it one that tasks() names',
      );
    }
    if (this.#id === undefined) {
      this.#id = `${currentThread().ident}.${++count}`;
      known.set(this.#id, new WeakRef(this));
    }
    return { id: this.#id, create };
  }

  /** @internal */
  static _fromHandle({ id, create }: Handle): ThreadLocal<unknown> {
    const there = known.get(id)?.deref();
    if (there !== undefined) return there;
    const local = new ThreadLocal(create && functionOf(create, 'receive a ThreadLocal'));
    local.#id = id;
    known.set(id, new WeakRef(local));
    return local;
  }
}

const kind: Kind<ThreadLocal<unknown>> = {
  id: 'thread-local',
  type: ThreadLocal,
  toHandle: (local) => local._toHandle(),
  fromHandle: (data) => ThreadLocal._fromHandle(data as Handle),
};

/** Lets them be handed over. @internal */
export function shareThreadLocals(): void {
  registerKind(kind);
}

/** This thread comes to its end; gives what went wrong. @internal */
export async function disposeThreadLocals(): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const local of [...toDispose].toReversed()) {
    const value = local.clear() as MaybeDisposable;
    try {
      if (value[Symbol.asyncDispose] === undefined) value[Symbol.dispose]!();
      else await value[Symbol.asyncDispose]!();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}

function isDisposable(value: unknown): boolean {
  const { [Symbol.dispose]: dispose, [Symbol.asyncDispose]: asyncDispose } = (value ??
    {}) as MaybeDisposable;
  return typeof dispose === 'function' || typeof asyncDispose === 'function';
}
