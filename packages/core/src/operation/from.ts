import { InvalidArgumentError } from '../errors.ts';
import { explorer } from '../scheduler/explorer.ts';
import { Operation, show } from './operation.ts';

/** What can be waited for beside others: an operation, such as a task, or any promise. */
export type Awaitable<T> = Operation<T> | PromiseLike<T>;

/** An operation as it is; one that follows a promise. */
export function operationOf<T>(source: Awaitable<T>, action: string): Operation<T> {
  if (source instanceof Operation) return source._watched();
  if (typeof source?.then !== 'function') {
    throw new InvalidArgumentError(
      `${action}: needs operations, tasks or promises, got ${show(source)}`,
    );
  }
  explorer?.promised();
  const operation = new Operation<T>();
  source.then(
    (value) => operation._resolve(value),
    (error: unknown) => operation._reject(error),
  );
  return operation;
}

/** All of them, at least one where `some` is asked for. @throws InvalidArgumentError */
export function operationsOf<T>(sources: Iterable<Awaitable<T>>, action: string): Operation<T>[] {
  if (typeof sources !== 'object' || sources === null || !(Symbol.iterator in sources)) {
    throw new InvalidArgumentError(
      `${action}: needs a list of operations, tasks or promises, got ${show(sources)}`,
    );
  }
  return Array.from(sources, (source) => operationOf(source, action));
}
