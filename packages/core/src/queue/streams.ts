import { NotSupportedError } from '../errors.ts';
import type { Observer, Operation, Signal } from '../operation/operation.ts';
import type { Flow } from './flow.ts';
import { isEnd } from './each.ts';

interface ReadableController {
  enqueue(item: unknown): void;
  close(): void;
  error(reason: unknown): void;
}

interface WritableController {
  readonly signal?: Signal;
}

/** As much of the platform's streams as is used here. */
interface Platform {
  readonly ReadableStream?: new (source: object, strategy: object) => object;
  readonly WritableStream?: new (sink: object) => object;
}

/** The platform's view of a queue: a stream that gets, and one that puts. */
export class Streams<T> {
  readonly #flow: Flow<T>;
  #reading: Reading<T> | undefined;
  #readable: ReadableStream<T> | undefined;
  #writable: WritableStream<T> | undefined;
  #failure: { reason: unknown } | undefined;

  constructor(flow: Flow<T>) {
    this.#flow = flow;
  }

  get readable(): ReadableStream<T> {
    return (this.#readable ??= this.#makeReadable());
  }

  get writable(): WritableStream<T> {
    return (this.#writable ??= this.#makeWritable());
  }

  #makeReadable(): ReadableStream<T> {
    const type = this.#platform('readable', 'ReadableStream');
    const reading = (this.#reading = new Reading(this.#flow, this.#failure));
    // Nothing is taken before it is asked for: what a stream has taken nobody else can get.
    return new type(reading, { highWaterMark: 0 }) as ReadableStream<T>;
  }

  #makeWritable(): WritableStream<T> {
    const type = this.#platform('writable', 'WritableStream');
    const flow = this.#flow;
    let putting: Operation<void> | undefined;
    return new type({
      start({ signal }: WritableController) {
        // `abort` comes after the write that it is to end.
        signal?.addEventListener('abort', () => void putting?._giveUp(signal.reason));
      },
      write(item: T) {
        putting = flow._put(item);
        return putting.toPromise();
      },
      close: () => flow._shutdown(false),
      abort: (reason: unknown) => {
        this.#failure = { reason };
        this.#reading?.fail(reason);
        flow._shutdown(true);
      },
    }) as WritableStream<T>;
  }

  #platform<K extends keyof Platform>(property: string, name: K): NonNullable<Platform[K]> {
    const type = (globalThis as Platform)[name];
    if (type !== undefined) return type;
    throw new NotSupportedError(
      `${property} of ${this.#flow.describe()}: this runtime has no ${name}; use forEach, for await, get and put`,
      'streams',
    );
  }
}

/** Where a ReadableStream comes from: each of its reads is a get. */
class Reading<T> implements Observer {
  readonly #flow: Flow<T>;
  readonly #failure: { reason: unknown } | undefined;
  #controller: ReadableController | undefined;
  #getting: Operation<T> | undefined;
  #pulled: (() => void) | undefined;

  constructor(flow: Flow<T>, failure: { reason: unknown } | undefined) {
    this.#flow = flow;
    this.#failure = failure;
  }

  start(controller: ReadableController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.error(this.#failure.reason);
  }

  pull(): Promise<void> | undefined {
    const getting = this.#flow._get();
    if (getting._settled) {
      this.#deliver(getting);
      return undefined;
    }
    this.#getting = getting;
    getting._observe(this);
    return new Promise((resolve) => (this.#pulled = resolve));
  }

  /** At once, and not a promise later: an item that was got must not meet a stream that was cancelled meanwhile. */
  settled(getting: Operation<T>): void {
    this.#getting = undefined;
    this.#deliver(getting);
    this.#pulled!();
  }

  #deliver(getting: Operation<T>): void {
    const controller = this.#controller!;
    const value = getting._value;
    if (getting._state === 1) {
      controller.enqueue(value);
      return;
    }
    getting._looked();
    if (isEnd(this.#flow, value)) controller.close();
    else controller.error(value);
  }

  cancel(): void {
    const getting = this.#getting;
    this.#getting = undefined;
    getting?._unobserve(this);
    getting?._leave();
  }

  fail(reason: unknown): void {
    this.cancel();
    this.#controller!.error(reason);
  }
}
