import type { TaskFunction } from '../coroutine/task.ts';
import { InvalidStateError } from '../errors.ts';
import type { Pool } from './pool.ts';
import type { Target } from './target.ts';
import type { WorkerKind } from './worker-kind.ts';

/** Calls name their function by a number of 15 bits. */
const mostTargets = 2 ** 15;

type Fn = TaskFunction<readonly unknown[], unknown>;

/** The functions that a pool was given, each with the number by which calls name it. */
export class Targets {
  readonly #pool: Pool;
  readonly #kind: WorkerKind;
  readonly #known = new Map<Fn, Target>();
  #last: Target | undefined;

  constructor(pool: Pool, kind: WorkerKind) {
    this.#pool = pool;
    this.#kind = kind;
  }

  /** The one that was asked for last. */
  get last(): Target | undefined {
    return this.#last;
  }

  /** @throws InvalidArgumentError for a function that workers cannot find; InvalidStateError for one too many */
  of(fn: Fn): Target {
    return this.#last?.fn === fn ? this.#last : this.#look(fn);
  }

  #look(fn: Fn): Target {
    let target = this.#known.get(fn);
    if (target === undefined) {
      const { title, reference } = this.#kind.target(fn, 'submit');
      if (this.#known.size === mostTargets) {
        throw new InvalidStateError(
          `submit: ${this.#pool.describe()} was given ${mostTargets} functions, which is as many as it can tell apart`,
        );
      }
      target = { pool: this.#pool, number: this.#known.size, fn, reference, title, isQuick: false };
      this.#known.set(fn, target);
    }
    return (this.#last = target);
  }
}
