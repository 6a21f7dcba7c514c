import type { TaskFunction } from '../coroutine/task.ts';
import {
  BrokenExecutorError,
  ExecutorFullError,
  InvalidStateError,
  ShutDownError,
  ThreadDiedError,
} from '../errors.ts';
import { Operation } from '../operation/operation.ts';
import { Pending, settleAll } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { kept } from '../thread/parcel.ts';
import { timedOut } from '../time/limit.ts';
import type { Holder } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import type { Wait, Waitable } from '../wait/wait.ts';
import { Call } from './call.ts';
import { CallLimits, type Limits } from './call-limits.ts';
import { Backlog } from './backlog.ts';
import { Member } from './member.ts';
import { endUnlessAlive } from './probe.ts';
import { SelfWaits, tellSelfWait } from './self-wait.ts';
import { Stealing } from './stealing.ts';
import type { Target } from './target.ts';
import type { WorkerKind } from './worker-kind.ts';

/** What an executor was told when it was made. */
export interface PoolOptions {
  readonly name: string;
  readonly workerNamePrefix: string;
  readonly maxWorkers: number;
  readonly minWorkers: number;
  readonly tasksPerWorker: number;
  readonly maxTasksPerChild: number;
  readonly maxQueue: number;
  readonly ageing: number;
  readonly onWorkerDeath: 'replace' | 'break';
}

/** How a call is to be made. */
export interface How {
  readonly limits?: Limits;
  readonly priority: number;
  readonly transfer?: readonly object[];
}

/** Calls name their function by a number of 15 bits. */
const mostTargets = 2 ** 15;

type Fn = TaskFunction<readonly unknown[], unknown>;

/** The calls of an executor and its workers: which of them gets which, and what becomes of them. */
export class Pool implements Waitable {
  readonly #options: PoolOptions;
  readonly #kind: WorkerKind;
  readonly members: Member[] = [];
  /** Who got the last call: while it looks for the next one, that goes there in a microsecond. */
  #recent: Member | undefined;
  readonly #backlog: Backlog;
  readonly #targets = new Map<Fn, Target>();
  #lastTarget: Target | undefined;
  #state: 'open' | 'shut' | 'broken' = 'open';
  #brokenBy: unknown;
  /** Nothing is to begin any more. */
  #isTerminated = false;
  #hired = 0;
  #sequence = 0;
  #dirty: Member[] = [];
  readonly #stealing: Stealing;
  readonly #selfWaits = new SelfWaits();
  readonly #warming = new Line<Pending<void>>();
  readonly #ending = new Line<Pending<void>>();
  readonly #room = new Line<Pending<void>>();

  constructor(options: PoolOptions, kind: WorkerKind) {
    this.#options = options;
    this.#kind = kind;
    this.#backlog = new Backlog(options.ageing);
    this.#stealing = new Stealing(this);
  }

  describe(): string {
    return `executor ${JSON.stringify(this.#options.name)}`;
  }

  get name(): string {
    return this.#options.name;
  }

  get endsWorkers(): boolean {
    return this.#kind.endsWorkers !== false;
  }

  get tasksPerWorker(): number {
    return this.#options.tasksPerWorker;
  }

  /** How many calls wait for a worker. */
  get waiting(): number {
    return this.#backlog.size;
  }

  /** @throws ShutDownError, BrokenExecutorError, ExecutorFullError, InvalidArgumentError */
  submit(how: How, fn: Fn, args: readonly unknown[]): Call<unknown> {
    if (this.#state !== 'open') throw this.#refusal('submit');
    const target = this.#lastTarget?.fn === fn ? this.#lastTarget : this.#targetOf(fn);
    if (!this.hasRoom) {
      throw new ExecutorFullError(
        `submit: ${this.waiting} calls wait in ${this.describe()}, which is as many as may (maxQueue); await its room() first`,
      );
    }
    const call = new Call<unknown>(target, args, this.#sequence++);
    const limits = how.limits === undefined ? undefined : new CallLimits(how.limits);
    if (limits !== undefined || how.priority !== 0) call.limit(how.priority, limits);
    const signal = how.limits?.signal;
    if (signal?.aborted === true) {
      call._reject(signal.reason);
      return call;
    }
    try {
      const parcel = this.#kind.pack(args, how.transfer);
      if (parcel !== undefined) call.parcel = parcel;
    } catch (error) {
      call._reject(error);
      return call;
    }
    limits?.watch(call);
    try {
      if (this.#backlog.size > 0 || !this.#place(call)) this.#wait(call);
    } catch (error) {
      call._failQuietly(error);
      throw error;
    }
    return call;
  }

  #wait(call: Call<unknown>): void {
    try {
      if (call.parcel !== undefined) call.parcel = kept(call.parcel);
      this.#backlog.push(call);
    } catch (error) {
      call._reject(error);
    }
  }

  #refusal(action: string): Error {
    if (this.#state === 'broken') return this.#broken(action);
    return new ShutDownError(`${action}: ${this.describe()} was shut down`);
  }

  #broken(action: string): BrokenExecutorError {
    const why = this.#brokenBy instanceof Error ? `: ${this.#brokenBy.message}` : '';
    return new BrokenExecutorError(`${action}: ${this.describe()} is broken${why}`, {
      cause: this.#brokenBy,
    });
  }

  #targetOf(fn: Fn): Target {
    let target = this.#targets.get(fn);
    if (target === undefined) {
      const { title, reference } = this.#kind.target(fn);
      if (this.#targets.size === mostTargets) {
        throw new InvalidStateError(
          `submit: ${this.describe()} was given ${mostTargets} functions, which is as many as it can tell apart`,
        );
      }
      target = { pool: this, number: this.#targets.size, fn, reference, title };
      this.#targets.set(fn, target);
    }
    return (this.#lastTarget = target);
  }

  /** @throws InvalidArgumentError for a function that its workers cannot find; as `submit` if it takes no more. */
  check(fn: Fn): void {
    if (this.#state !== 'open') throw this.#refusal('map');
    this.#kind.target(fn);
  }

  /** True: a worker has it. */
  #place(call: Call<unknown>): boolean {
    const member = this.#choose();
    if (member === undefined) return false;
    if (!member.put(call)) {
      member.worker.flush();
      return false;
    }
    this.#recent = member;
    if (member.inFlight === 1) member.worker.flush();
    else this.#flushSoon(member);
    if (member.inFlight > this.tasksPerWorker) this.#stealing.begin();
    return true;
  }

  /**
   * The one that worked last, if it has nothing to do or needs little time for what it has: to wake another takes longer. Then
   * one that has nothing to do, a new one, and the one that has least.
   */
  #choose(): Member | undefined {
    const recent = this.#recent;
    const most = this.tasksPerWorker;
    if (recent?.hasRoom === true && (recent.inFlight === 0 || recent.window > most)) return recent;
    let least: Member | undefined;
    for (const member of this.members) {
      if (!member.hasRoom) continue;
      if (member.inFlight === 0) return member;
      if (least === undefined || member.inFlight < least.inFlight) least = member;
    }
    return (this.mayHire ? this.#hireUnlessRefused() : undefined) ?? least;
  }

  /** May it have another worker? One that is closing counts: its thread is still there. */
  get mayHire(): boolean {
    return this.members.length < this.#options.maxWorkers && this.#state !== 'broken';
  }

  /** Undefined: there can be no more, as it seems; those that are there do the work. @throws if there are none */
  #hireUnlessRefused(): Member | undefined {
    try {
      return this.#hire();
    } catch (error) {
      if (this.members.length === 0) throw error;
      return undefined;
    }
  }

  #hire(): Member {
    const { workerNamePrefix, tasksPerWorker, maxTasksPerChild } = this.#options;
    const name = `${workerNamePrefix}_${this.#hired++}`;
    const member = new Member(this, name, tasksPerWorker, maxTasksPerChild);
    const title = `worker ${JSON.stringify(name)} of ${this.describe()}`;
    member.worker = this.#kind.start(member, name, title, this.#lastTarget);
    this.members.push(member);
    return member;
  }

  #flushSoon(member: Member): void {
    if (member.isDirty) return;
    member.isDirty = true;
    if (this.#dirty.push(member) === 1) void microtask.then(this.#flush);
  }

  readonly #flush = (): void => {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const member of dirty) {
      member.isDirty = false;
      member.worker.flush();
    }
  };

  /** Takes a call out that has not begun; whoever asks ends it. */
  takeOut(call: Call<unknown>): boolean {
    if (call.member !== undefined) return call.member.takeBack(call);
    this.#backlog.withdrawn();
    this.#gotRoom();
    return true;
  }

  /** A call that a worker has not begun is to go to another. */
  takeOver(call: Call<unknown>): boolean {
    if (call.parcel?.isOnce === true || !call.member!.takeBack(call)) return false;
    this.#backlog.putBack(call);
    return true;
  }

  drained(member: Member): void {
    this.fill(member);
    if (this.#backlog.size > 0) this.fillAll();
    this.#gotRoom();
    if (member.isStuck) this.#endStuck(member);
    else if (member.inFlight > 0) return;
    else if (this.#state === 'open') this.#stealing.begin();
    else this.#closeIfDone();
  }

  /** Gives it what it may have of what waits. */
  fill(member: Member): void {
    let count = 0;
    while (member.hasRoom) {
      const call = this.#backlog.shift();
      if (call === undefined) break;
      if (!member.put(call)) {
        this.#backlog.putBack(call);
        break;
      }
      // It begins while the next ones are put.
      if ((++count & 63) === 0) member.worker.flush();
    }
    if (count === 0) return;
    member.worker.flush();
    if (member.inFlight > this.tasksPerWorker) this.#stealing.begin();
  }

  /** Whoever may have more gets of what waits. */
  fillAll(): void {
    for (const member of this.members) {
      if (this.#backlog.size === 0) return;
      if (member.hasRoom) this.fill(member);
    }
    try {
      while (this.#backlog.size > 0 && this.mayHire) {
        const member = this.#hireUnlessRefused();
        if (member === undefined) return;
        this.fill(member);
      }
    } catch (error) {
      this.#break(error);
    }
  }

  /** Has it room for one more call? */
  get hasRoom(): boolean {
    const { maxQueue } = this.#options;
    if (this.#backlog.size < maxQueue) return true;
    return (
      this.#backlog.size === 0 && (this.mayHire || this.members.some(({ hasRoom }) => hasRoom))
    );
  }

  #gotRoom(): void {
    if (this.#room.empty) return;
    // As many as there is room for; all, where no later end of a call would let those in whose place nobody took.
    const isIdle = this.#backlog.size === 0 && this.members.every(({ inFlight }) => inFlight === 0);
    for (let left = isIdle ? Infinity : this.#places; left > 0 && !this.#room.empty; left--) {
      this.#room.shift()!._resolve();
    }
  }

  /** How many more calls it has room for. */
  get #places(): number {
    const { maxQueue, maxWorkers, tasksPerWorker } = this.#options;
    let places = maxQueue - this.#backlog.size;
    if (this.#backlog.size > 0) return places;
    if (this.mayHire) places += (maxWorkers - this.members.length) * tasksPerWorker;
    for (const { hasRoom, window, inFlight } of this.members) {
      if (hasRoom) places += window - inFlight;
    }
    return places;
  }

  /** Settles when it has room. */
  room(): Operation<void> {
    if (this.#state !== 'open') throw this.#refusal('room');
    return this.hasRoom ? Operation.resolved<void>(undefined) : this.#enter(this.#room, 'room');
  }

  #enter(line: Line<Pending<void>>, verb: string): Pending<void> {
    const wait = new Pending<void>(this, verb);
    line.push(wait);
    return wait;
  }

  withdraw(wait: Wait): boolean {
    Line.remove(wait);
    return true;
  }

  /** Starts all workers; settles when they are ready. */
  warmUp(): Operation<void> {
    if (this.#state !== 'open') throw this.#refusal('warmUp');
    while (this.mayHire) this.#hire();
    if (this.#isWarm) return Operation.resolved<void>(undefined);
    return this.#enter(this.#warming, 'start of all workers');
  }

  get #isWarm(): boolean {
    return this.members.every(({ isReady }) => isReady);
  }

  ready(): void {
    if (this.#isWarm) settleAll(this.#warming);
  }

  /** A worker has had nothing to do for long. */
  idled(member: Member): void {
    const staying = this.members.filter(({ isClosing }) => !isClosing).length;
    if (staying > this.#options.minWorkers) member.close();
  }

  /** It gets no more calls; those that wait find another. */
  closing(member: Member): void {
    if (this.#recent === member) this.#recent = undefined;
  }

  gone(member: Member, error: unknown): void {
    member.isClosing = true;
    this.closing(member);
    this.members.splice(this.members.indexOf(member), 1);
    let hasWorked = member.isReady;
    const lost: Call<unknown>[] = [];
    // The last first, so that they stand in their order.
    for (const call of member.calls.toReversed()) {
      const hasBegun = hasBegunIn(member, call);
      hasWorked ||= hasBegun;
      // What has moved there is gone with it.
      if (hasBegun || hasMoved(call)) {
        lost.push(call);
      } else {
        call.member = undefined;
        call.sent(false);
        this.#backlog.putBack(call);
      }
    }
    // Then only, since who hears of it may cancel others.
    for (const call of lost.toReversed()) call.end(false, this.#diedIn(call, member, error));
    if (this.#isTerminated) this.#cancelWaiting();
    const breaks = !hasWorked || this.#options.onWorkerDeath === 'break';
    if (error !== undefined && !member.isTerminated && breaks) this.#break(error);
    else if (this.#backlog.size > 0) this.fillAll();
    this.#gotRoom();
    if (this.#isWarm) settleAll(this.#warming);
    this.#closeIfDone();
  }

  #diedIn(call: Call<unknown>, member: Member, cause: unknown): unknown {
    if (call.limits?.isOver === true) return call.limits.reason;
    const code = cause instanceof ThreadDiedError ? cause.exitCode : undefined;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    return new ThreadDiedError(
      `${call.describe()} failed: its worker ${JSON.stringify(member.name)} is gone${why}`,
      code,
      { cause },
    );
  }

  #break(error: unknown): void {
    this.#state = 'broken';
    this.#brokenBy = error;
    for (const member of this.members) {
      for (const call of member.calls) {
        if (!member.worker.hasBegun(call) && member.takeBack(call)) this.#backlog.putBack(call);
      }
    }
    for (let call = this.#backlog.shift(); call !== undefined; call = this.#backlog.shift()) {
      call._reject(this.#broken(call.task.title));
    }
    this.#refuseWaiting();
  }

  /** Those who wait for what there will not be any more. */
  #refuseWaiting(): void {
    for (const line of [this.#warming, this.#room]) {
      for (let wait = line.shift(); wait !== undefined; wait = line.shift()) {
        wait._reject(this.#refusal(wait.verb));
      }
    }
  }

  /** A call goes on though it was asked to end, and had time for it. */
  overdue(call: Call<unknown>, reason: unknown): void {
    const { member } = call;
    call._reject(reason);
    if (member === undefined || member.isStuck) return;
    member.isStuck = true;
    member.close();
    for (const other of member.calls) this.takeOver(other);
    this.fillAll();
    this.#endStuck(member);
  }

  /** Calls beside it in the same worker go on to their end, unless its event loop is held up, so that they cannot. */
  #endStuck(member: Member): void {
    if (member.calls.length === 0) member.terminate();
    else endUnlessAlive(member);
  }

  shutdown(wait: boolean, cancelFutures: boolean): Operation<void> {
    if (this.#state === 'open') this.#state = 'shut';
    this.#refuseWaiting();
    if (cancelFutures) this.#cancelWaiting();
    this.#closeIfDone();
    if (!wait || this.members.length === 0) return Operation.resolved<void>(undefined);
    return this.#enter(this.#ending, 'shutdown');
  }

  #cancelWaiting(): void {
    for (const member of this.members) for (const call of member.calls) call.cancel();
    for (let call = this.#backlog.shift(); call !== undefined; call = this.#backlog.shift()) {
      call._cancel('as that was shut down');
    }
  }

  #closeIfDone(): void {
    if (this.#state === 'open' || this.#backlog.size > 0) return;
    for (const member of Array.from(this.members)) {
      member.close();
      if (!member.isReady && member.inFlight === 0) member.terminate();
    }
    if (this.members.length === 0) settleAll(this.#ending);
  }

  /** Ends all workers at once: what runs in them fails. */
  terminate(): Operation<void> {
    if (this.#state === 'open') this.#state = 'shut';
    this.#isTerminated = true;
    this.#refuseWaiting();
    this.#cancelWaiting();
    for (const member of this.members) {
      member.isClosing = true;
      member.terminate();
    }
    if (this.members.length === 0) return Operation.resolved<void>(undefined);
    return this.#enter(this.#ending, 'terminateWorkers');
  }

  /** Blocks this thread until the call has ended. @throws TimeoutError, InvalidStateError */
  block(call: Call<unknown>, timeout: number, action: () => string): void {
    const { block, cannotBlock, needsCreator } = this.#kind;
    if (block === undefined) {
      throw new InvalidStateError(`${action()}: it has not ended, and ${cannotBlock}; await it`);
    }
    const isReady = call.member?.isReady ?? this.members.some((member) => member.isReady);
    if (needsCreator === true && !isReady) {
      throw new InvalidStateError(
        `${action()}: its worker has not begun, and in a page needs the event loop of this thread for that, which would be blocked; await warmUp() first`,
      );
    }
    const { now } = platform();
    const until = now() + timeout;
    this.#flush();
    while (!call._settled) {
      if (call.isMailed) {
        throw new InvalidStateError(
          `${action()}: what it gives is handed over by message, which a blocked thread does not hear; await it`,
        );
      }
      const left = until - now();
      if (left <= 0) throw timedOut(action(), timeout, () => `it is ${call.state}`);
      // Its own limits: a thread that is blocked has no timers.
      const due = call.limits === undefined ? Infinity : call.limits.due - now();
      if (due <= 0) call.limits!.fire();
      else {
        block(
          this.members.map(({ worker }) => worker),
          Math.min(left, due),
        );
        for (const { worker } of Array.from(this.members)) worker.lookWhetherDead?.();
      }
    }
  }

  /** A call of a worker waits for one that it has made in this executor. */
  suspects(): void {
    if (!this.mayHire) this.#selfWaits.suspect(this.members, this.tasksPerWorker);
  }

  confirmed(by: Member, round: number, isTrue: boolean): void {
    if (this.mayHire) return;
    this.#selfWaits.confirmed(this.members, this.tasksPerWorker, by, round, isTrue);
  }

  /** `who` waits for a call without end: is it one of those that keep that from a worker? */
  blocks(call: Call<unknown>, who: Holder): void {
    const worker = call.member?.worker;
    if (worker?.blocks !== undefined) worker.blocks(call, who);
    else if (!this.mayHire) tellSelfWait(this.members, this.tasksPerWorker, call, who);
  }
}

function hasMoved({ parcel }: Call<unknown>): boolean {
  return parcel !== undefined && parcel.bytes === undefined && parcel.moves.length > 0;
}

/** One that may run on after it was given up could still begin it, so it is taken back first. */
function hasBegunIn({ worker }: Member, call: Call<unknown>): boolean {
  if (worker.mayRunOn !== true) return worker.hasBegun(call);
  return call.parcel?.isOnce === true || !worker.takeBack(call);
}

const microtask: Promise<void> = /* @__PURE__ */ Promise.resolve();
