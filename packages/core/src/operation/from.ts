import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { explorer } from '../scheduler/explorer.ts';
import { enclosing, type Holder } from '../wait/holder.ts';
import { Operation, show } from './operation.ts';

/** What can be waited for beside others: an operation, such as a task, or any promise. */
export type Awaitable<T> = Operation<T> | PromiseLike<T>;

/** An operation, or a task, as itself; a promise as an operation that follows it. */
export type Watched<O extends Awaitable<unknown>> =
  O extends Operation<unknown> ? O : Operation<Awaited<O>>;

/**
 * An operation as it is; one that follows a promise.
 * @throws InvalidArgumentError for anything else; InvalidStateError for the task that asks: its end would never come.
 */
export function operationOf<T>(source: Awaitable<T>, action: string): Operation<T> {
  if (source instanceof Operation) {
    const here: Holder | undefined = enclosing();
    if (here !== undefined && here === (source as unknown)) {
      throw new InvalidStateError(`${action}: ${here.describe()} cannot wait for its own end`);
    }
    return source._watched();
  }
  if (typeof source?.then !== 'function') {
    const isGenerator = typeof (source as unknown as Partial<Generator>)?.next === 'function';
    const what = isGenerator ? 'a generator: run it with spawn()' : show(source);
    throw new InvalidArgumentError(`${action}: needs operations, tasks or promises, got ${what}`);
  }
  explorer?.promised();
  const operation = new Operation<T>();
  source.then(
    (value) => operation._resolve(value),
    (error: unknown) => operation._reject(error),
  );
  return operation;
}

/** All of them. @throws InvalidArgumentError, InvalidStateError */
export function operationsOf<T>(sources: Iterable<Awaitable<T>>, action: string): Operation<T>[] {
  const isList = typeof sources === 'object' && sources !== null && Symbol.iterator in sources;
  // An operation can be iterated too, but only by the scheduler.
  if (!isList || sources instanceof Operation) {
    throw new InvalidArgumentError(
      `${action}: needs a list of operations, tasks or promises, got ${show(sources)}`,
    );
  }
  return Array.from(sources, (source) => operationOf(source, action));
}
