import type { Coroutine, Operation } from '@heddle/core';
import {
  forEach,
  items,
  Operation as Settled,
  Pending,
  platform,
  type Observer,
  type Waitable,
} from '@heddle/core/internal';
import { operate } from './operate.ts';
import { putBack } from './remote-queue.ts';

interface RemoteQueue {
  readonly closed: boolean;
  describe(): string;
}

/** As many items at a time at most, and only where that many are done in so many milliseconds. */
const mostItems = 256;
const fast = 2;

/**
 * The items of a queue of another process for a loop: some at a time, since each message takes as long as many items. A loop
 * that takes its time gets one at a time, and keeps nothing from others.
 */
class Batches implements Observer, Waitable {
  readonly #queue: RemoteQueue;
  #most = 1;
  #rest: unknown[] = [];
  #next = 0;
  #since = -Infinity;
  #part: Operation<unknown> | undefined;
  #whole: Pending<unknown> | undefined;

  constructor(queue: RemoteQueue) {
    this.#queue = queue;
  }

  get closed(): boolean {
    return this.#queue.closed;
  }

  _get(): Operation<unknown> {
    if (this.#next < this.#rest.length) return Settled.resolved(this.#rest[this.#next++]);
    const now = platform().now();
    const isFast = now - this.#since < fast;
    this.#most = isFast ? Math.min(this.#most * 2, mostItems) : Math.max(1, this.#most >> 1);
    const whole = new Pending<unknown>(this, 'get');
    this.#whole = whole;
    const part = operate(this.#queue, '_getMany', [this.#most]);
    this.#part = part;
    part._observe(this);
    return whole;
  }

  settled(part: Settled<unknown>): void {
    part._looked();
    const whole = this.#whole!;
    if (part._state === 2) {
      whole._reject(part._value);
      return;
    }
    this.#rest = part._value as unknown[];
    this.#next = 1;
    this.#since = platform().now();
    whole._resolve(this.#rest[0]);
  }

  describe(): string {
    return this.#queue.describe();
  }

  withdraw(): boolean {
    this.#part!._unobserve(this);
    this.#part!._leave();
    return true;
  }

  /** The loop was left: what it has not seen is for others. */
  leave(): void {
    const left = this.#rest.slice(this.#next);
    this.#rest = [];
    if (left.length > 0) putBack(this.#queue, left);
  }
}

export function* forEachServed(
  queue: RemoteQueue,
  body: (item: unknown) => Coroutine<void> | void,
): Coroutine<void> {
  const batches = new Batches(queue);
  try {
    yield* forEach(batches as never, body);
  } finally {
    batches.leave();
  }
}

export async function* itemsServed(queue: RemoteQueue): AsyncGenerator<unknown, void, void> {
  const batches = new Batches(queue);
  try {
    yield* items(batches as never);
  } finally {
    batches.leave();
  }
}
