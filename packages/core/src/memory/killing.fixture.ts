import { useAtomics, type AtomicOps } from './atomics.ts';

const killed: unique symbol = Symbol('killed') as never;

/** As often as `steps` says it may touch shared memory with an atomic; at the next time it is dead, whatever it would do. */
class Mortal {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  readonly operations: AtomicOps = new Proxy(Atomics as AtomicOps, {
    get: (target, name) => {
      const operation = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return (...args: unknown[]): unknown => {
        if (this.#left-- <= 0) throw killed;
        return operation(...args);
      };
    },
  });
}

/**
 * Runs `body` as a thread that is killed before its first atomic step, then another before its second, and so on, until one
 * comes to the end. After each death, `after` looks at what it has left.
 * @returns How many died.
 */
export function killAtEachStep<T>(
  begin: () => T,
  body: (given: T) => void,
  after: (given: T) => void,
): number {
  for (let steps = 0; ; steps++) {
    const given = begin();
    const isDead = killAt(steps, () => body(given));
    after(given);
    if (!isDead) return steps;
  }
}

/** Runs `body` as a thread that is killed after so many atomic steps. @returns false: it came to its end. */
export function killAt(steps: number, body: () => void): boolean {
  useAtomics(new Mortal(steps).operations);
  try {
    body();
    return false;
  } catch (error) {
    if (error !== killed) throw error;
    return true;
  } finally {
    useAtomics();
  }
}
