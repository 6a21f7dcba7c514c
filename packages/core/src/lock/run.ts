import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import type { Guard } from './guard.ts';

/** What `run` runs while it holds something. */
export type Body<T> = () => Coroutine<T> | PromiseLike<T> | T;

/** What gives a guard when it is acquired. */
interface Acquirable {
  acquire(): Operation<Guard>;
  describe(): string;
}

const GeneratorFunction: unknown = /* @__PURE__ */ Object.getPrototypeOf(function* () {});

export async function runFunction<T>(lock: Acquirable, body: () => PromiseLike<T> | T): Promise<T> {
  const guard = await lock.acquire();
  try {
    return await body();
  } finally {
    guard.release();
  }
}

/** The coroutine for a generator function's body, which runs as part of the one that calls; undefined for others. */
export function runCoroutine<T>(lock: Acquirable, body: Body<T>): Coroutine<T> | undefined {
  if (typeof body !== 'function') {
    throw new InvalidArgumentError(`run with ${lock.describe()}: needs a function to run, got ${typeof body}`);
  }
  if (Object.getPrototypeOf(body) !== GeneratorFunction) return undefined;
  const coroutine = holding(lock, body as () => Coroutine<T>);
  // Awaited by mistake it would give back the generator, and the body would never run.
  Object.defineProperty(coroutine, 'then', {
    value: (_: unknown, reject: (error: Error) => void) =>
      reject(
        new InvalidArgumentError(
          `run with ${lock.describe()} of a generator function is for yield*; give await an async function`,
        ),
      ),
  });
  return coroutine;
}

function* holding<T>(lock: Acquirable, body: () => Coroutine<T>): Coroutine<T> {
  const guard = yield* lock.acquire();
  try {
    return yield* body();
  } finally {
    guard.release();
  }
}
