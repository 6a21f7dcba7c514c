import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { isGenerator } from './generator.ts';

/**
 * Thrown at the `yield` of a coroutine that is closed: let it pass, or return.
 * `generator.return()` runs the `finally` blocks too, but no `catch` sees it, so a body could neither tell a close from an
 * end nor answer it with a result, as Python's can. It is a CancelledError, so that whoever lets cancellations pass lets
 * this pass too: JavaScript's `catch` has no BaseException that it would leave alone.
 * Python: GeneratorExit.
 */
export class GeneratorExit extends CancelledError {
  override get name(): string {
    return 'GeneratorExit';
  }
}

/** Not begun, its code is running, at a `yield`, ended. Python: inspect.getgeneratorstate. */
export type CoroutineState = 'created' | 'running' | 'suspended' | 'closed';

/** What the `close` that is going on throws: a coroutine that another delegates to is closed by it, too. */
let closing: GeneratorExit | undefined;

/** The coroutine of a generator's kind. */
export type GeneratorCoroutineOf<G> =
  G extends Generator<infer Y, infer R, infer S> ? GeneratorCoroutine<Y, R, S> : never;

/**
 * A generator that hands values both ways, with the manners of Python's: made by `coroutine`.
 * It can be iterated, delegated to with `yield*`, and closed by `using`.
 */
export class GeneratorCoroutine<Y, R = unknown, S = unknown> implements IterableIterator<Y, R, S> {
  /** It stays in its thread: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #generator: Iterator<Y, R, S>;
  readonly #name: string;
  #state: CoroutineState = 'created';

  /** @internal */
  constructor(generator: Iterator<Y, R, S>, name: string) {
    this.#generator = generator;
    this.#name = name;
  }

  get state(): CoroutineState {
    return this.#state;
  }

  /** As `send`; without a value it starts the coroutine. Python: next(generator). */
  next(...value: [] | [S]): IteratorResult<Y, R> {
    return this.send(value[0] as S);
  }

  /**
   * Makes `value` that of the `yield` it is suspended at, and gives what it yields next; `{ done: true }` with what it
   * returned at its end (Python raises StopIteration with that), with `undefined` ever after.
   * @throws InvalidStateError for a value to one that has not begun, where no `yield` takes it; and while it is running.
   * Python: generator.send.
   */
  send(value: S): IteratorResult<Y, R> {
    if (this.#state === 'created' && value !== undefined) {
      throw new InvalidStateError(
        `cannot send ${show(value)} to ${this.#name}, which has not begun: start it with next()`,
      );
    }
    if (this.#state === 'closed') return { done: true, value: undefined as R };
    return this.#step('send to', false, value);
  }

  /**
   * Throws `error` at the `yield` it is suspended at; if it catches that, gives what it yields next.
   * One that has not begun ends by it. Python: generator.throw.
   */
  throw(error: unknown): IteratorResult<Y, R> {
    if (error === closing && closing !== undefined) {
      this.close();
      throw error;
    }
    if (this.#state === 'closed') throw error;
    return this.#step('throw into', true, error);
  }

  /**
   * Ends it: throws a GeneratorExit at its `yield`, and gives what it returned if it caught that, else `undefined`.
   * Another error that it throws goes to the caller. Nothing happens to one that has not begun or has ended.
   * @throws InvalidStateError if it yields again, and while it is running.
   * Python: generator.close.
   */
  close(): R | undefined {
    if (this.#state === 'created') this.#state = 'closed';
    if (this.#state === 'closed') return undefined;
    const exit = new GeneratorExit(`${this.#name} was closed`);
    const before = closing;
    let result: IteratorResult<Y, R>;
    try {
      closing = exit;
      result = this.#step('close', true, exit);
    } catch (error) {
      if (error === exit) return undefined;
      throw error;
    } finally {
      closing = before;
    }
    if (result.done) return result.value;
    throw new InvalidStateError(
      `close of ${this.#name}: it yielded ${show(result.value)} in answer to the GeneratorExit, which must end it`,
    );
  }

  /** Closes it, as a `break` out of `for (… of …)` does. */
  return(value: R): IteratorResult<Y, R> {
    this.close();
    return { done: true, value };
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Itself: it can be run through once. */
  [Symbol.iterator](): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return 'GeneratorCoroutine';
  }

  #step(verb: string, throws: boolean, value: unknown): IteratorResult<Y, R> {
    if (this.#state === 'running') {
      throw new InvalidStateError(`cannot ${verb} ${this.#name}: its code is running`);
    }
    this.#state = 'running';
    let done: boolean | undefined = true;
    try {
      const result = throws ? this.#generator.throw!(value) : this.#generator.next(value as S);
      done = result.done;
      return result;
    } finally {
      this.#state = done ? 'closed' : 'suspended';
    }
  }
}

/**
 * Gives a generator Python's protocol: `send`, `throw`, `close`, `state`. Nothing of it runs before the first `next()`.
 * Nobody closes one that is dropped, as Python's collector does: use `using`, or `close()`.
 * @example
 * using average = coroutine(function* (): Generator<number, void, number> {
 *   for (let sum = 0, count = 0; ; count++) sum += yield sum / count;
 * });
 * average.next();
 * average.send(4); // { done: false, value: 4 }
 * average.send(8); // { done: false, value: 6 }
 * @throws InvalidArgumentError for what is no generator and no function that gives one.
 * Python: a generator, as every generator function gives one.
 */
export function coroutine<F extends (...args: never) => Generator>(
  body: F,
  ...args: Parameters<F>
): GeneratorCoroutineOf<ReturnType<F>>;
export function coroutine<Y, R, S>(body: Generator<Y, R, S>): GeneratorCoroutine<Y, R, S>;
export function coroutine<Y, R, S>(
  body: ((...args: readonly unknown[]) => Generator<Y, R, S>) | Generator<Y, R, S>,
  ...args: readonly unknown[]
): GeneratorCoroutine<Y, R, S> {
  const called = typeof body === 'function';
  const generator = called ? body(...args) : body;
  if (!isGenerator(generator)) {
    throw new InvalidArgumentError(
      `coroutine: needs a generator or a generator function, got ${show(body)}${called ? ` that gave ${show(generator)}` : ''}`,
    );
  }
  if (!called && args.length > 0) {
    throw new InvalidArgumentError(
      'coroutine: a generator has its arguments already; pass the generator function for others',
    );
  }
  return new GeneratorCoroutine(generator, (called && body.name) || 'the coroutine');
}
