import { mostCalls, outcomes, type Answered } from '../thread/call-lane.ts';
import { now } from '../time/timers.ts';
import type { FromService, ToService } from '../thread/call-messages.ts';
import type { Told } from '../thread/call-way.ts';
import { Call } from './call.ts';
import { InnerCalls } from './inner-calls.ts';
import type { Pool } from './pool.ts';
import type { Employer, PoolWorker } from './worker.ts';

/** Milliseconds there and back for a call that takes next to no time. */
const quick = 5;

/** A worker of a pool, with the calls that it has. */
export class PoolMember implements Employer {
  readonly #pool: Pool;
  readonly name: string;
  worker!: PoolWorker;
  /** By number. */
  readonly #calls: (Call<unknown> | undefined)[] = [];
  readonly #free: number[] = [];
  /** How many it has, with those that were taken back and are not told yet. */
  inFlight = 0;
  /** As many calls it may have at this moment. */
  window: number;
  /** How many calls it may still get. */
  #left: number;
  isReady = false;
  /** It gets no more calls. */
  isClosing = false;
  /** What was put is still to be seen. */
  isDirty = false;
  /** A call did not end when it was asked to: the worker is to be ended as soon as that harms no other. */
  isStuck = false;
  /** Its executor has ended it, so its end is no accident. */
  isTerminated = false;
  isProbed = false;
  /** Calls that its calls have made in the same executor. */
  inner: InnerCalls | undefined;
  #isGone = false;
  #isHeldUp = false;
  /** When it got calls that may take long, by number: where none can be taken back, none may stand behind one of them. */
  readonly #long = new Map<number, number>();
  /** How often it has told something. */
  answers = 0;

  constructor(pool: Pool, name: string, most: number, left: number) {
    this.#pool = pool;
    this.name = name;
    this.window = most;
    this.#left = left;
  }

  /** May it get a call? */
  get hasRoom(): boolean {
    return this.inFlight < this.window && !this.isClosing;
  }

  /** Those that it has and that have not ended, in the order in which it got them. */
  get calls(): Call<unknown>[] {
    // One that was taken back and came again stands there twice, until it is told that its first number is free.
    const mine = (call: Call<unknown> | undefined, number: number): boolean =>
      call?.member === this && call.number === number && !call._settled;
    return (this.#calls.filter(mine) as Call<unknown>[]).toSorted(
      (a, b) => a.sequence - b.sequence,
    );
  }

  /** The call of this executor that one of its calls waits for without end, as far as that is known. */
  awaitedBy(call: Call<unknown>): Call<unknown> | undefined {
    const holder = this.worker.holderOf?.(call);
    if (holder !== undefined) {
      const target = holder.blockedOn?.target;
      return target instanceof Call ? target : undefined;
    }
    return this.inner?.waits.find(({ by }) => by === call.number)?.call;
  }

  /** False: there is no room after all. */
  put(call: Call<unknown>): boolean {
    if (this.#wouldBeStuck(call)) return false;
    const number = this.#free.pop() ?? this.#calls.push(undefined) - 1;
    call.number = number;
    call.member = this;
    try {
      if (!this.worker.put(call)) {
        this.#release(call);
        return false;
      }
    } catch (error) {
      // Data that was let through and that this runtime's structured clone refuses.
      this.#release(call);
      call._reject(error);
      return true;
    }
    this.#calls[number] = call;
    if (this.worker.isBlind === true && !call.task.isQuick) this.#long.set(number, now());
    call.sent(true);
    this.inFlight++;
    if (--this.#left === 0) this.close();
    return true;
  }

  /** It would stand behind a call that may take long, or others behind it, and could not be taken back. */
  #wouldBeStuck({ task }: Call<unknown>): boolean {
    if (this.worker.isBlind !== true || this.inFlight < this.#pool.tasksPerWorker) return false;
    return this.#long.size > 0 || !task.isQuick;
  }

  #release(call: Call<unknown>): void {
    call.member = undefined;
    this.#free.push(call.number);
  }

  /** It is to end once it has done what it has. */
  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.worker.flush();
    this.worker.close();
    this.#pool.closing(this);
  }

  terminate(): void {
    this.isTerminated = true;
    this.worker.terminate();
  }

  /** Takes it out of a call, which is nobody's then. */
  takeBack(call: Call<unknown>): boolean {
    if (this.#isGone || !this.worker.takeBack(call)) return false;
    call.member = undefined;
    return true;
  }

  ready(): void {
    this.isReady = true;
    this.#pool.ready();
  }

  answered(number: number, how: Answered, value: unknown): void {
    const call = this.#calls[number];
    if (call === undefined) return;
    if (how === outcomes.begun) {
      call.limits?.begun();
      return;
    }
    if (how === outcomes.mailed) {
      call.mailed();
      return;
    }
    this.#calls[number] = undefined;
    this.#free.push(number);
    this.inFlight--;
    const since = this.#long.get(number);
    if (since !== undefined) {
      this.#long.delete(number);
      call.task.isQuick = now() - since < quick;
    }
    if (how === outcomes.skipped) return;
    this.#isHeldUp = false;
    call.end(how === outcomes.returned, value);
  }

  drained(): void {
    this.answers++;
    this.#measure();
    this.#pool.drained(this);
  }

  /** What it does takes longer than its pace says: until one of its calls ends, it is given nothing ahead. */
  heldUp(): void {
    this.#isHeldUp = true;
    if (this.worker.isBlind === true) for (const { task } of this.calls) task.isQuick = false;
    this.window = this.#pool.tasksPerWorker;
  }

  #measure(): void {
    // What waits behind a call that waits for it could not be taken back where nothing tells what has begun.
    if (this.inner !== undefined && this.worker.isBlind === true) {
      this.window = this.#pool.tasksPerWorker;
      return;
    }
    const { ahead, pace } = this.worker;
    if (pace === 0 || this.#isHeldUp) return;
    const { tasksPerWorker } = this.#pool;
    this.window = Math.min(
      tasksPerWorker - 1 + Math.max(1, Math.floor(ahead / pace)),
      mostCalls - 1,
    );
  }

  idled(): void {
    if (this.inFlight === 0) this.#pool.idled(this);
  }

  asked(message: FromService, reply: (message: ToService) => void): void {
    this.inner ??= new InnerCalls(this.#pool, this, reply);
    this.#measure();
    this.inner.receive(message);
  }

  gone(error: unknown, last: readonly Told[] = []): void {
    this.#isGone = true;
    const ended: (() => void)[] = [];
    for (const [number, how, value] of last) {
      const call = this.#calls[number];
      const hasReturned = how === outcomes.returned;
      if (call === undefined || (!hasReturned && how !== outcomes.threw)) continue;
      this.#calls[number] = undefined;
      ended.push(() => call.end(hasReturned, value));
    }
    this.#pool.gone(this, error, ended);
  }
}
