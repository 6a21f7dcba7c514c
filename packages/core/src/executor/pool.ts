import type { TaskFunction } from '../coroutine/task.ts';
import { ExecutorFullError, ThreadStartError } from '../errors.ts';
import { Operation, type WaitOptions } from '../operation/operation.ts';
import { begin } from '../time/limit.ts';
import type { Holder } from '../wait/holder.ts';
import { asText } from '../wire/error.ts';
import { Admission } from './admission.ts';
import { Backlog } from './backlog.ts';
import { blockUntilEnded } from './blocking-wait.ts';
import { Call } from './call.ts';
import { CallLimits } from './call-limits.ts';
import { callStacks } from './call-stacks.ts';
import { Dispatch } from './dispatch.ts';
import type { PoolMember } from './pool-member.ts';
import { deathsOfThreads, type Deaths } from './deaths.ts';
import { leftBy, lossOf } from './parting.ts';
import { PoolLine } from './pool-line.ts';
import type { How, PoolOptions } from './pool-options.ts';
import { endStuck } from './probe.ts';
import { Room } from './room.ts';
import { SelfWaits, tellSelfWait } from './self-wait.ts';
import { Staff } from './staff.ts';
import type { Target } from './target.ts';
import { Targets } from './targets.ts';
import type { WorkerKind } from './worker-kind.ts';

type Fn = TaskFunction<readonly unknown[], unknown>;

/** The calls of an executor and its workers: what becomes of them from the first call to the end of the last worker. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #kind: WorkerKind;
  readonly #admission: Admission;
  readonly #targets: Targets;
  readonly #staff: Staff;
  readonly #backlog: Backlog;
  readonly #dispatch: Dispatch;
  readonly #room: Room;
  readonly #warming: PoolLine;
  readonly #ending: PoolLine;
  readonly #selfWaits = new SelfWaits();
  /** Nothing is to begin any more. */
  #isTerminated = false;
  #sequence = 0;
  /** How calls have ended whose workers are gone; each is told once, by whoever comes first. */
  readonly #untold: (() => void)[] = [];

  constructor(options: PoolOptions, kind: WorkerKind) {
    const { ageing, maxQueue, tasksPerWorker } = options;
    this.#options = options;
    this.#kind = kind;
    this.#admission = new Admission(() => this.describe(), this.#deaths);
    this.#targets = new Targets(this, kind);
    this.#staff = new Staff(this, options, kind);
    this.#backlog = new Backlog(ageing);
    this.#dispatch = new Dispatch(this.#staff, this.#backlog, tasksPerWorker, (error) => {
      this.#break(error, true);
      this.#refuseCalls();
    });
    this.#room = new Room(this, this.#staff, this.#backlog, maxQueue);
    this.#warming = new PoolLine(this);
    this.#ending = new PoolLine(this);
  }

  describe(): string {
    return `${this.#kind.noun ?? 'executor'} ${JSON.stringify(this.#options.name)}`;
  }

  get name(): string {
    return this.#options.name;
  }

  get members(): readonly PoolMember[] {
    return this.#staff.members;
  }

  get lastTarget(): Target | undefined {
    return this.#targets.last;
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
    this.#admission.require('submit');
    const target = this.#targets.of(fn);
    if (!this.hasRoom) {
      throw new ExecutorFullError(
        `submit: there is no room in ${this.describe()}: ${this.#room.fullness}; await its room() first`,
      );
    }
    const call = new Call<unknown>(target, args, this.#sequence++);
    if (callStacks !== undefined) callStacks.submitted(call);
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
      this.#dispatch.give(call);
    } catch (error) {
      call._failQuietly(error);
      throw error;
    }
    return call;
  }

  /** @throws InvalidArgumentError for a function that its workers cannot find; as `submit` if it takes no more. */
  check(fn: Fn, action: string): void {
    this.#admission.require(action);
    this.#kind.target(fn, action);
  }

  /** Has it room for one more call? */
  get hasRoom(): boolean {
    return this.#room.isThere;
  }

  /** Settles when it has room. */
  room(options?: WaitOptions): Operation<void> {
    this.#admission.require('room');
    return this.#room.wait(options);
  }

  /** Starts all workers; settles when they are ready. */
  warmUp(options?: WaitOptions): Operation<void> {
    this.#admission.require('warmUp');
    return begin(
      options,
      () => `warmUp of ${this.describe()}`,
      () => {
        while (this.#staff.mayHire) this.#staff.hire();
        return this.#staff.isReady ? Operation.resolved<void>(undefined) : undefined;
      },
      () => this.#warming.enter('warmUp'),
      () => this.#staff.readiness,
    );
  }

  /** A worker has begun to work. */
  ready(): void {
    if (this.#staff.isReady) this.#warming.settle();
  }

  /** Takes a call out that has not begun; whoever asks ends it. */
  takeOut(call: Call<unknown>): boolean {
    if (call.member !== undefined) return call.member.takeBack(call);
    this.#backlog.withdrawn();
    this.#room.offer();
    return true;
  }

  /** A worker has told of all that it has done so far. */
  drained(member: PoolMember): void {
    this.#dispatch.refill(member);
    this.#room.offer();
    if (member.isStuck) endStuck(member);
    else if (member.inFlight > 0) return;
    else if (this.#admission.isOpen) this.#dispatch.steal();
    else this.#closeIfDone();
  }

  /** A worker has had nothing to do for long. */
  idled(member: PoolMember): void {
    if (this.#staff.staying > this.#options.minWorkers) member.close();
  }

  /** It gets no more calls; those that wait find another. */
  closing(member: PoolMember): void {
    this.#staff.retire(member);
  }

  /** A call goes on though it was asked to end, and had time for it. */
  overdue(call: Call<unknown>, reason: unknown): void {
    const { member } = call;
    call._reject(reason);
    if (member === undefined || member.isStuck) return;
    member.isStuck = true;
    member.close();
    for (const other of member.calls) this.#dispatch.takeOver(other);
    this.#dispatch.fillAll();
    endStuck(member);
  }

  /** A worker is gone; `ended` tells of calls that it had ended before. */
  gone(member: PoolMember, error: unknown, ended: readonly (() => void)[]): void {
    this.#staff.remove(member);
    const { lost, kept, hasWorked } = leftBy(member);
    this.#dispatch.giveOver(kept);
    const breaks = !hasWorked || this.#options.onWorkerDeath === 'break';
    if (error !== undefined && !member.isTerminated && breaks) this.#break(error, hasWorked);
    // Told only now, since who hears of it may cancel others, submit more, or block for one of them.
    this.#untold.push(...ended);
    for (const call of lost) {
      this.#untold.push(() => {
        call.end(false, this.#lossOf(call, member, error));
        if (this.#isTerminated) call._looked(); // whoever ended them all knows of it
      });
    }
    this.#catchUp();
    this.#room.offer();
    if (this.#staff.isReady) this.#warming.settle();
    this.#closeIfDone();
  }

  #lossOf(call: Call<unknown>, member: PoolMember, error: unknown): unknown {
    return lossOf(call, member, error, this.#deaths);
  }

  get #deaths(): Deaths {
    return this.#kind.deaths ?? deathsOfThreads;
  }

  /** Ends are told, and what waits gets a worker, or hears that there will be none. */
  #catchUp(): void {
    for (let tell = this.#untold.shift(); tell !== undefined; tell = this.#untold.shift()) tell();
    if (this.#isTerminated) this.#cancelWaiting();
    if (this.#admission.isBroken) this.#refuseCalls();
    else if (this.#backlog.size > 0) this.#dispatch.fillAll();
  }

  /** @param hasWorked No initializer is to blame. */
  #break(error: unknown, hasWorked: boolean): void {
    const { initializer } = this.#kind;
    const isInitializers =
      !hasWorked && initializer !== undefined && !(error instanceof ThreadStartError);
    const failed = `its initializer ${initializer} failed: ${asText(error)}`;
    const why = error instanceof Error ? error.message : asText(error);
    this.#admission.break(error, isInitializers ? failed : why);
    this.#staff.complete();
    this.#dispatch.recall();
  }

  #refuseCalls(): void {
    for (let call = this.#backlog.shift(); call !== undefined; call = this.#backlog.shift()) {
      call._reject(this.#admission.refusal(call.task.title));
    }
    this.#refuseWaiting();
  }

  /** Those who wait for what there will not be any more. */
  #refuseWaiting(): void {
    for (const line of [this.#warming, this.#room]) {
      line.refuse((verb) => this.#admission.refusal(verb));
    }
  }

  shutdown(wait: boolean, cancelFutures: boolean): Operation<void> {
    this.#admission.shut();
    this.#refuseWaiting();
    if (cancelFutures) this.#cancelWaiting();
    this.#closeIfDone();
    return wait ? this.#end('shutdown') : Operation.resolved<void>(undefined);
  }

  /** Ends all workers at once: what runs in them fails. */
  terminate(): Operation<void> {
    this.#admission.shut();
    this.#isTerminated = true;
    this.#refuseWaiting();
    this.#cancelWaiting();
    for (const member of Array.from(this.members)) {
      member.isClosing = true;
      member.terminate();
    }
    return this.#end('terminateWorkers');
  }

  /** Settles when the last worker is gone. */
  #end(verb: string): Operation<void> {
    return this.members.length === 0
      ? Operation.resolved<void>(undefined)
      : this.#ending.enter(verb);
  }

  #cancelWaiting(): void {
    for (const { calls } of Array.from(this.members)) for (const call of calls) call.cancel();
    for (let call = this.#backlog.shift(); call !== undefined; call = this.#backlog.shift()) {
      call._cancel('as that was shut down');
    }
  }

  #closeIfDone(): void {
    if (this.#admission.isOpen || this.#backlog.size > 0) return;
    for (const member of Array.from(this.members)) {
      member.close();
      if (!member.isReady && member.inFlight === 0) member.terminate();
    }
    if (this.members.length === 0) this.#ending.settle();
  }

  /** Blocks this thread until the call has ended. @throws TimeoutError, InvalidStateError */
  block(call: Call<unknown>, timeout: number, action: () => string): void {
    // Code that hears of an end may block for another one that is still to be told, or is to begin.
    this.#catchUp();
    this.#dispatch.flush();
    if (!call._settled) blockUntilEnded(call, this.members, this.#kind, timeout, action);
  }

  /** A call of a worker waits for one that it has made in this executor. */
  suspects(): void {
    if (!this.#staff.mayHire) this.#selfWaits.suspect(this.members, this.tasksPerWorker);
  }

  confirmed(by: PoolMember, round: number, isTrue: boolean): void {
    if (this.#staff.mayHire) return;
    this.#selfWaits.confirmed(this.members, this.tasksPerWorker, by, round, isTrue);
  }

  /** `who` waits for a call without end: is it one of those that keep that from a worker? */
  blocks(call: Call<unknown>, who: Holder): void {
    const worker = call.member?.worker;
    if (worker?.blocks !== undefined) worker.blocks(call, who);
    else if (!this.#staff.mayHire) tellSelfWait(this.members, this.tasksPerWorker, call, who);
  }
}
