import {
  BlockingNotAllowedError,
  InvalidStateError,
  NotSupportedError,
  type Selectable,
  type SyncOptions,
  type WaitOptions,
} from '@heddle/core';
import {
  beginChoice,
  Line,
  movingBuffers,
  Operation,
  readValue,
  refuseCopy,
  timedOut,
  timeoutOf,
  writeValue,
  type Choice,
  type Pending,
  type Waitable,
} from '@heddle/core/internal';
import { plainBoundary } from './boundary.ts';
import { BrokenPipeError, EndOfFileError } from './errors.ts';
import { Inbox } from './inbox.ts';
import { nobody, type Joint, type Port, type Side } from './joint.ts';
import { whenReady } from './when-ready.ts';

/** What an end is for. */
export interface Direction {
  readonly receives: boolean;
  readonly sends: boolean;
}

/**
 * One end of a pipe: what is sent at the other one is received here, in order, as a copy.
 *
 * It belongs to one process at a time. Handed over, as an argument or a result, it goes there with all that it has not
 * received, and is of no use here any more; when that process ends, it is closed for the other end.
 * @example
 * const [here, there] = Pipe<string>();
 * there.send('hello');
 * await here.recv(); // 'hello'
 * Python: multiprocessing.connection.Connection.
 */
export class Connection<T = unknown> implements Selectable<T>, Waitable {
  /** A copy would be no end of anything: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #name: string;
  readonly #direction: Direction;
  readonly #joint: Joint;
  readonly #side: Side;
  readonly #inbox: Inbox;
  #state: 'open' | 'closed' | 'handed' = 'open';

  /** @internal */
  constructor(name: string, direction: Direction, joint: Joint, side: Side) {
    this.#name = name;
    this.#direction = direction;
    this.#joint = joint;
    this.#side = side;
    this.#inbox = new Inbox(() => this.#endOfFile());
    joint.ports[side] = this.#inbox;
  }

  /** It can be received from. Python: readable. */
  get readable(): boolean {
    return this.#direction.receives;
  }

  /** It can be sent to. Python: writable. */
  get writable(): boolean {
    return this.#direction.sends;
  }

  /** It was closed here, or handed to another process. Python: closed. */
  get closed(): boolean {
    return this.#state !== 'open';
  }

  /**
   * Sends a copy of the value. It does not wait for its receipt: what nobody has received yet is kept. A process that Heddle has
   * started has written it when this returns, so it may go on to compute; the program itself writes in its event loop.
   * @throws CannotSendError with the path to what cannot cross to a process; BrokenPipeError if the other end is known to be
   * closed; InvalidStateError if this one is, or only receives.
   * Python: send, which waits while the pipe is full.
   */
  send(value: T): void {
    this.#mustBeOpen('send on');
    if (!this.#direction.sends) throw this.#wrongWay('send on', 'receives');
    if (this.#inbox.hasEnded) {
      throw new BrokenPipeError(`cannot send on ${this.describe()}: the other end is closed`);
    }
    const bytes = writeValue(value, 'value', plainBoundary).slice();
    for (const buffer of movingBuffers() ?? []) buffer.transfer(); // it is there now
    this.#other.deliver(bytes);
  }

  /**
   * The next value, when there is one.
   * @throws EndOfFileError once the other end is closed and all that it had sent was received; InvalidStateError if this end is
   * closed, also meanwhile, or only sends; TimeoutError, `signal.reason`.
   * Python: recv, which knows no timeout.
   */
  recv(options?: WaitOptions): Operation<T> {
    return beginChoice(options, this._choice());
  }

  /**
   * `recv` for a process that may block: one that a program of Heddle's has started, for an end that this program handed to it.
   * @throws BlockingNotAllowedError if the other end is in this very thread; NotSupportedError where what another process sends
   * comes through the event loop, as in the program itself, and nothing is there; else as `recv`.
   * Python: recv.
   */
  recvSync(options?: SyncOptions): T {
    const action = (): string => `recvSync of ${this.describe()}`;
    const timeout = timeoutOf(options, action);
    const until = performance.now() + timeout;
    for (let left = timeout; ; left = Math.max(until - performance.now(), 0)) {
      const got = this.#attempt();
      if (got !== undefined) return got._outcome();
      if (left === 0 && timeout > 0) throw timedOut(action(), timeout, () => this.explain());
      this.#pull(left, action);
      // One look at what is on its way.
      if (timeout === 0 && !this.#inbox.isReady) throw timedOut(action(), 0, () => this.explain());
    }
  }

  #pull(timeout: number, action: () => string): void {
    const other = this.#other;
    if (other.pull !== undefined) {
      other.pull(timeout);
      return;
    }
    if (other instanceof Inbox) {
      throw new BlockingNotAllowedError(
        `${action()}: nothing was sent, and the other end is in this very thread, which cannot send while it is blocked; use recv()`,
      );
    }
    throw new NotSupportedError(
      `${action()}: nothing has come, and what that process sends comes through the event loop, which a blocked thread does not run; use recv()`,
      'blocking',
    );
  }

  /**
   * Whether `recv` would not wait: there is a value, or the end of file. It looks once, or waits for that as long as it is told.
   * @throws InvalidStateError as `recv`; InvalidArgumentError, `signal.reason`.
   * @example if (await connection.poll({ timeout: 100 })) console.log(await connection.recv());
   * Python: poll.
   */
  poll(options?: WaitOptions): Operation<boolean> {
    this.#mustReceive('poll');
    const wait: WaitOptions = options === undefined ? { timeout: 0 } : { timeout: 0, ...options };
    return whenReady('poll', [this._readiness()], wait, ([ready]) => ready!);
  }

  /**
   * Says that nothing more is sent or received here: the other end gets what is on its way, and then the end of file. Who waits
   * here fails with InvalidStateError. May be called again.
   * Python: close.
   */
  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#joint.ports[this.#side] = nobody;
    this.#inbox.refuse(() => this.#unusable('recv of'));
    this.#inbox.clear();
    this.#other.ended();
  }

  /** `using`: closed at the end of the block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** `for await (const value of connection)`: until the end of file, or until it is closed here. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      let value: T;
      try {
        value = await this.recv();
      } catch (error) {
        if (error instanceof EndOfFileError || this.#state === 'closed') return;
        throw error;
      }
      yield value;
    }
  }

  get #other(): Port {
    return this.#joint.ports[this.#side === 0 ? 1 : 0];
  }

  /**
   * It goes to another process; what comes for it is kept until it is there.
   * @throws InvalidStateError if it was closed or handed over before, or somebody waits here to receive.
   * @internal
   */
  _handOver(): Direction & { readonly name: string } {
    this.#mustBeOpen('hand over');
    if (this.#inbox.isWaitedFor) {
      throw new InvalidStateError(
        `cannot hand over ${this.describe()}: somebody waits here to receive from it`,
      );
    }
    this.#state = 'handed';
    return { name: this.#name, ...this.#direction };
  }

  /** It does not go after all. @internal */
  _comeBack(): void {
    this.#state = 'open';
  }

  /** It is there: all that has come for it goes there. @internal */
  _settle(attach: (joint: Joint, side: Side) => void): void {
    attach(this.#joint, this.#side);
    const there = this.#joint.ports[this.#side];
    for (let bytes = this.#inbox.take(); bytes !== undefined; bytes = this.#inbox.take()) {
      there.deliver(bytes);
    }
    if (this.#inbox.hasEnded) there.ended();
  }

  /** It never arrived: nobody has it any more. @internal */
  _lost(): void {
    this.#joint.ports[this.#side] = nobody;
    this.#inbox.clear();
    this.#other.ended();
  }

  /** A receive, as `select` may choose it. @internal */
  _choice(): Choice<T> {
    this.#mustReceive('recv of');
    return {
      describe: () => `recv of ${this.describe()}`,
      attempt: () => this.#attempt(),
      enter: () => this.#inbox.receive(this) as Pending<T>,
      explain: () => this.explain(),
    };
  }

  /** That a receive would not wait; nothing is taken. @internal */
  _readiness(): Choice<void> {
    this.#mustReceive('wait for');
    return {
      describe: () => this.describe(),
      attempt: () =>
        this.#inbox.isReady || this.closed ? Operation.resolved<void>(undefined) : undefined,
      enter: () => this.#inbox.watch(this),
      explain: () => this.explain(),
    };
  }

  #attempt(): Operation<T> | undefined {
    this.#mustReceive('recv of');
    const bytes = this.#inbox.take();
    if (bytes !== undefined) return received<T>(bytes);
    return this.#inbox.hasEnded ? Operation.rejected(this.#endOfFile()) : undefined;
  }

  #endOfFile(): Error {
    return new EndOfFileError(
      `recv of ${this.describe()}: the other end is closed, and all that it sent was received`,
    );
  }

  #mustReceive(action: string): void {
    this.#mustBeOpen(action);
    if (!this.#direction.receives) throw this.#wrongWay(action, 'sends');
  }

  #wrongWay(action: string, does: string): Error {
    return new InvalidStateError(
      `cannot ${action} ${this.describe()}: it only ${does}, since the pipe is not duplex`,
    );
  }

  #mustBeOpen(action: string): void {
    if (this.#state !== 'open') throw this.#unusable(action);
  }

  #unusable(action: string): Error {
    const why = this.#state === 'closed' ? 'it was closed' : 'it was handed to another process';
    return new InvalidStateError(`cannot ${action} ${this.describe()}: ${why}`);
  }

  /** @internal */
  explain(): string {
    return 'the other end has sent nothing';
  }

  /** @internal */
  describe(): string {
    return `connection ${JSON.stringify(this.#name)}`;
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    return true;
  }
}

function received<T>(bytes: Uint8Array): Operation<T> {
  try {
    return Operation.resolved(readValue(bytes) as T);
  } catch (error) {
    return Operation.rejected(error);
  }
}
