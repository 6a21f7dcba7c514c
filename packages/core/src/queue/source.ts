import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { operationOf } from '../operation/from.ts';
import { Operation, show, suspended, type Observer } from '../operation/operation.ts';
import { forEach } from './each.ts';
import { Flow } from './flow.ts';

/** Where the items of a pipeline come from: an array, a generator, a stream, a queue, a channel, another pipeline. */
export type Source<T> = Iterable<T> | AsyncIterable<T>;

type Give<T> = (item: T) => Operation<void>;

/** @throws InvalidArgumentError */
export function requireSource(source: unknown): void {
  const iterable = source as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null | undefined;
  // An operation can be iterated too, but only by the scheduler.
  const isSource =
    typeof iterable?.[Symbol.asyncIterator] === 'function' ||
    (typeof iterable?.[Symbol.iterator] === 'function' && !(source instanceof Operation));
  if (isSource) return;
  const advice = typeof source === 'function' ? ': call it, and pass what it gives' : '';
  throw new InvalidArgumentError(
    `pipeline: the source must be an iterable, an async iterable, a queue or a channel, got ${show(source)}${advice}`,
  );
}

/** Gives each item of `source`, and waits each time until it is taken. */
export function feed<T>(source: Source<T>, give: Give<T>): Coroutine<void> {
  if (source instanceof Flow) {
    return forEach<T>(source, function* (item) {
      yield* give(item);
    });
  }
  return Symbol.asyncIterator in Object(source) // which may be a text
    ? fromAsync(source as AsyncIterable<T>, give)
    : fromIterable(source as Iterable<T>, give);
}

function* fromIterable<T>(source: Iterable<T>, give: Give<T>): Coroutine<void> {
  for (const item of source) {
    if ((item as unknown) === suspended) {
      throw new InvalidArgumentError(
        'pipeline: the source is a coroutine, which gives no items; put its items into a channel, and pass that',
      );
    }
    yield* give(item);
  }
}

/** It may be cancelled while it waits: then nobody is there any more to hear of a failure. */
const ignoring: Observer = { settled: () => {} };

function* fromAsync<T>(source: AsyncIterable<T>, give: Give<T>): Coroutine<void> {
  const iterator = source[Symbol.asyncIterator]();
  let next: Operation<IteratorResult<T>> | undefined;
  let isOver = false;
  try {
    for (;;) {
      next = nextOf(iterator);
      const { done, value } = yield* next;
      isOver = done === true;
      if (isOver) return;
      yield* give(value as T);
    }
  } catch (error) {
    isOver = next?._value === error; // else it was cancelled here
    throw error;
  } finally {
    if (!isOver) yield* leave(iterator, next);
  }
}

function nextOf<T>(iterator: AsyncIterator<T>): Operation<IteratorResult<T>> {
  // A `next` that throws is one that fails.
  const promise = new Promise<IteratorResult<T>>((resolve) => resolve(iterator.next()));
  const next = operationOf(promise, 'pipeline');
  next._observe(ignoring);
  return next;
}

/** What a foreign iterator waits for nobody can end, and its `return` waits for that too: so it is told, and left. */
function* leave(
  iterator: AsyncIterator<unknown>,
  next: Operation<unknown> | undefined,
): Coroutine<void> {
  const leaving = iterator.return?.();
  if (leaving !== undefined && next?._settled !== false) {
    yield* operationOf(Promise.resolve(leaving), 'pipeline');
  }
}
