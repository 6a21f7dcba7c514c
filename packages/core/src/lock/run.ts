import { forYield, isCoroutineBody } from '../coroutine/block.ts';
import { isGenerator } from '../coroutine/generator.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { current, setCurrent } from '../wait/current.ts';
import type { Guard } from './guard.ts';

/** What gives a guard when it is acquired. */
interface Acquirable {
  acquire(): Operation<Guard>;
  describe(): string;
}

export async function runFunction<T>(lock: Acquirable, body: () => PromiseLike<T> | T): Promise<T> {
  const guard = await acquireApart(lock);
  try {
    const result = await body();
    if (isGenerator(result)) {
      throw new InvalidArgumentError(
        `run with ${lock.describe()}: the function returned a coroutine, which nobody runs; ` +
          'pass the generator function itself, and yield* the run',
      );
    }
    return result;
  } finally {
    guard.release();
  }
}

/**
 * Not as the coroutine that calls it, if one does: what runs here goes on beside that one, and may outlive it; and that
 * one may wait for the lock meanwhile, which is no deadlock.
 */
function acquireApart(lock: Acquirable): Operation<Guard> {
  const caller = current;
  setCurrent(undefined);
  try {
    return lock.acquire();
  } finally {
    setCurrent(caller);
  }
}

/** The coroutine for a generator function's body, which runs as part of the one that calls; undefined for others. */
export function runCoroutine<T>(
  lock: Acquirable,
  body: TaskFunction<[], T>,
): Coroutine<T> | undefined {
  const action = `run with ${lock.describe()}`;
  return isCoroutineBody(body, action) ? forYield(holding(lock, body), action) : undefined;
}

function* holding<T>(lock: Acquirable, body: () => Coroutine<T>): Coroutine<T> {
  const guard = yield* lock.acquire();
  try {
    return yield* body();
  } finally {
    guard.release();
  }
}
