import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError, ShutDownError } from '../errors.ts';
import { show, type Operation } from '../operation/operation.ts';

/** What items come out of until it is ended: a queue, a channel. */
interface Source<T> {
  readonly closed: boolean;
  _get(): Operation<T>;
  describe(): string;
}

/** Whether `error` is the end that every source comes to, and no failure. */
export function isEnd(source: Source<unknown>, error: unknown): boolean {
  return error instanceof ShutDownError && source.closed;
}

/**
 * Calls `body` with each item; a generator function runs as part of the coroutine that goes through the items.
 * @throws InvalidArgumentError
 */
export function forEach<T>(
  source: Source<T>,
  body: (item: T) => Coroutine<void> | void,
): Coroutine<void> {
  // Before the coroutine runs, so that whoever made the mistake hears of it.
  if (typeof body === 'function') return each(source, body);
  throw new InvalidArgumentError(
    `forEach of ${source.describe()}: needs a function, got ${show(body)}`,
  );
}

function* each<T>(source: Source<T>, body: (item: T) => unknown): Coroutine<void> {
  for (;;) {
    let item: T;
    try {
      item = yield* source._get();
    } catch (error) {
      if (isEnd(source, error)) return;
      throw error;
    }
    const running = body(item) as
      | (Partial<Coroutine<void>> & Partial<PromiseLike<void>>)
      | null
      | undefined;
    if (typeof running?.next === 'function') {
      yield* running as Coroutine<void>;
    } else if (typeof running?.then === 'function') {
      throw new InvalidArgumentError(
        `forEach of ${source.describe()}: the body is an async function; use for await, or a generator function`,
      );
    }
  }
}

/** The items for a `for await`. */
export async function* items<T>(source: Source<T>): AsyncGenerator<T, void, void> {
  for (;;) {
    let item: T;
    try {
      item = await source._get();
    } catch (error) {
      if (isEnd(source, error)) return;
      throw error;
    }
    yield item;
  }
}
