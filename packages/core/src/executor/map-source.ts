import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { operationOf } from '../operation/from.ts';
import { show } from '../show.ts';

export type Items = Iterable<unknown> | AsyncIterable<unknown>;

/** @throws InvalidArgumentError unless its items can be had one by one */
export function requireItems(items: unknown, action: string): void {
  const source = items as Partial<Iterable<unknown>> | undefined | null;
  if (comeInTime(items) || typeof source?.[Symbol.iterator] === 'function') return;
  throw new InvalidArgumentError(
    `${action}: needs an iterable or async iterable of items, got ${show(items)}`,
  );
}

function comeInTime(items: unknown): items is AsyncIterable<unknown> {
  const source = items as Partial<AsyncIterable<unknown>> | undefined | null;
  return typeof source?.[Symbol.asyncIterator] === 'function';
}

/** Where the items of a `map` come from, so many at a time as go into one call. */
export class MapSource {
  readonly isAsync: boolean;
  readonly #items: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #chunksize: number;
  /** There are no more, or none can be had. */
  isExhausted = false;
  /** It has ended by itself or has thrown, or was left. */
  #isOver = false;
  /** What it threw behind items that it had given: it comes after these. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(items: Items, chunksize: number) {
    this.isAsync = comeInTime(items);
    this.#items = comeInTime(items) ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    this.#chunksize = chunksize;
  }

  /** The next ones of those that are there; fewer, or none, at the end. */
  read(): unknown[] {
    const items = this.#items as Iterator<unknown>;
    const chunk: unknown[] = [];
    try {
      while (this.#mayTake(chunk)) this.#take(items.next(), chunk);
    } catch (error) {
      this.#threw(error, chunk);
    }
    return chunk;
  }

  /** The same of those that come in time. */
  *readAsync(): Coroutine<unknown[]> {
    const items = this.#items as AsyncIterator<unknown>;
    const chunk: unknown[] = [];
    try {
      while (this.#mayTake(chunk)) this.#take(yield* operationOf(items.next(), 'map'), chunk);
    } catch (error) {
      this.#threw(error, chunk);
    }
    return chunk;
  }

  #mayTake(chunk: unknown[]): boolean {
    if (this.#thrown !== undefined) throw this.#thrown.error;
    return chunk.length < this.#chunksize && !this.isExhausted;
  }

  #take({ done, value }: IteratorResult<unknown>, chunk: unknown[]): void {
    if (done) this.isExhausted = this.#isOver = true;
    else chunk.push(value);
  }

  #threw(error: unknown, chunk: unknown[]): void {
    this.#isOver = true;
    if (chunk.length === 0) throw error;
    this.#thrown = { error };
  }

  /** What it throws as it is left goes before nothing: results were enough, or something else has failed. */
  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      const left: unknown = this.#items.return?.();
      if (this.isAsync) Promise.resolve(left).catch(() => {});
    } catch {
      // The same.
    }
  }
}
