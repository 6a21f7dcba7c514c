import { CannotSendError, InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { referenceOfFunction, type FunctionReference } from '../wire/function.ts';
import { BoundedQueue, type QueueOptions } from './bounded-queue.ts';
import { Prioritized } from './prioritized.ts';
import { requireOptions } from './queue-base.ts';

export interface PriorityQueueOptions<T> extends QueueOptions {
  /**
   * Below 0: `a` comes out before `b`; above 0: after it; 0: as they were put.
   * @default numbers, strings, bigints and dates by `<`; arrays by the first items in which they differ
   */
  compare?: (a: T, b: T) => number;
}

/**
 * A `Queue` from which the least item comes out first, and of equals the one that was put first.
 * A put or get whose items cannot be compared fails with InvalidArgumentError, or with what `compare` threw; the queue
 * stays as it was. Objects have no order of their own: lists that may begin alike and then have objects need a `compare`.
 * @example
 * const jobs = new PriorityQueue<[priority: number, name: string]>();
 * await jobs.putMany([[2, 'sweep'], [1, 'cook']]);
 * await jobs.get(); // [1, 'cook']
 * const byAge = new PriorityQueue<{ age: number }>({ compare: (a, b) => a.age - b.age });
 * Python: queue.PriorityQueue, asyncio.PriorityQueue, where equals come out in any order.
 */
export class PriorityQueue<T> extends BoundedQueue<T> {
  readonly #items: Prioritized<T>;
  readonly #compare: PriorityQueueOptions<T>['compare'];

  /** @throws InvalidArgumentError if `compare` is no function, `maxsize` no whole number from 0 up, or `name` no string. */
  constructor(options: PriorityQueueOptions<T> = {}) {
    requireOptions('PriorityQueue', options);
    const compare = compareOf(options);
    const items = new Prioritized<T>(compare, () => this.describe());
    super('PriorityQueue', 'priority queue', options, items);
    this.#items = items;
    this.#compare = compare;
  }

  /** Which of two comes out first, wherever they lie. @internal */
  _order(a: T, b: T): number {
    return this.#items.compare(a, b);
  }

  /** How its order crosses; `undefined`: it is the natural one. @throws CannotSendError if it cannot. @internal */
  get _compareReference(): FunctionReference | undefined {
    if (this.#compare === undefined) return undefined;
    const reference = referenceOfFunction(this.#compare);
    if (reference !== undefined) return reference;
    throw new CannotSendError(
      this.describe(),
      'its compare is a function of this thread alone; give it one that tasks() names',
    );
  }
}

function compareOf<T>(options: PriorityQueueOptions<T>): PriorityQueueOptions<T>['compare'] {
  const { compare } = options;
  if (compare === undefined || typeof compare === 'function') return compare;
  throw new InvalidArgumentError(
    `new PriorityQueue: compare must be a function of two items, got ${show(compare)}`,
  );
}
