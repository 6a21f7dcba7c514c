import { InvalidArgumentError } from '../errors.ts';
import { show, timeoutOf, type Operation, type Signal } from '../operation/operation.ts';
import { operationsOf, type Awaitable, type Watched } from '../operation/from.ts';
import { begin } from '../time/limit.ts';
import { Watch } from './watch.ts';

export interface JoinAllOptions {
  /** Milliseconds; then it gives what is done by then, and the others go on. @default Infinity */
  timeout?: number;
  signal?: Signal;
  /** Ends when so many of them have. @default all */
  count?: number;
  /** The first failure is thrown. @default false */
  raiseError?: boolean;
}

/**
 * Waits until tasks, or other operations, have ended, and gives those that have, in the order in which they did.
 * @example const ended = yield* joinAll(tasks, { timeout: 100 });
 * @throws InvalidArgumentError; with `raiseError` what the first to fail threw; `signal.reason`.
 * Python: gevent.joinall.
 */
export function joinAll<O extends Awaitable<unknown>>(
  sources: Iterable<O>,
  options: JoinAllOptions = {},
): Operation<readonly Watched<O>[]> {
  const timeout = timeoutOf(options, () => 'joinAll');
  const { count = Infinity, raiseError = false, signal } = options;
  if (typeof count !== 'number' || !(count >= 1)) {
    throw new InvalidArgumentError(`joinAll: count must be a number from 1 up, got ${show(count)}`);
  }
  if (typeof raiseError !== 'boolean') {
    throw new InvalidArgumentError(
      `joinAll: raiseError must be true or false, got ${show(raiseError)}`,
    );
  }
  const all = new Set(operationsOf<unknown>(sources, 'joinAll')) as Set<Watched<O>>;
  return begin(
    { signal },
    () => 'joinAll',
    () => undefined,
    () =>
      new Watch(all, {
        needed: count,
        atMost: true,
        failure: raiseError ? 'fails it' : undefined,
        timeout,
        result: (done) => done,
      }),
    () => 'they had not ended',
  );
}
