import { InvalidArgumentError } from '../errors.ts';
import { show, timeoutOf, type Operation, type Signal } from '../operation/operation.ts';
import { operationsOf, type Awaitable, type Watched } from '../operation/from.ts';
import { begin } from '../time/limit.ts';
import { Watch } from './watch.ts';

export type ReturnWhen = 'allCompleted' | 'firstCompleted' | 'firstException';

export interface WaitForOptions {
  /** Milliseconds; then it gives what is done by then, and cancels nothing. @default Infinity */
  timeout?: number;
  signal?: Signal;
  /** @default 'allCompleted' */
  returnWhen?: ReturnWhen;
}

/** What has ended and what has not. */
export interface Waited<O> {
  readonly done: ReadonlySet<O>;
  readonly pending: ReadonlySet<O>;
}

/**
 * Waits for all of several operations, for the first of them, or for the first failure; it raises none of their errors and
 * cancels none of them.
 * @example const { done, pending } = yield* wait(tasks, { timeout: 100, returnWhen: 'firstCompleted' });
 * @throws InvalidArgumentError if there are none, or an option is of the wrong kind; `signal.reason`.
 * Python: asyncio.wait, concurrent.futures.wait.
 */
export function wait<O extends Awaitable<unknown>>(
  sources: Iterable<O>,
  options: WaitForOptions = {},
): Operation<Waited<Watched<O>>> {
  const timeout = timeoutOf(options, () => 'wait');
  const { returnWhen = 'allCompleted', signal } = options;
  if (!['allCompleted', 'firstCompleted', 'firstException'].includes(returnWhen)) {
    throw new InvalidArgumentError(
      `wait: returnWhen must be 'allCompleted', 'firstCompleted' or 'firstException', got ${show(returnWhen)}`,
    );
  }
  const all = new Set(operationsOf<unknown>(sources, 'wait')) as Set<Watched<O>>;
  if (all.size === 0)
    throw new InvalidArgumentError('wait: needs at least one operation, got none');
  return begin(
    { signal },
    () => 'wait',
    () => undefined,
    () =>
      new Watch(all, {
        needed: returnWhen === 'firstCompleted' ? 1 : all.size,
        failure: returnWhen === 'firstException' ? 'ends it' : undefined,
        timeout,
        result: (ended) => {
          const done = new Set(ended);
          return { done, pending: new Set([...all].filter((operation) => !done.has(operation))) };
        },
      }),
    () => 'they had not ended',
  );
}
