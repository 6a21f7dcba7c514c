import { PoolMember } from './pool-member.ts';
import type { Pool } from './pool.ts';
import type { PoolOptions } from './pool-options.ts';
import type { WorkerKind } from './worker-kind.ts';

/** The workers of a pool: who is there, who may get a call, and who can be had besides. */
export class Staff {
  readonly members: PoolMember[] = [];
  readonly #pool: Pool;
  readonly #options: PoolOptions;
  readonly #kind: WorkerKind;
  /** Who got the last call: while it looks for the next one, that goes there in a microsecond. */
  #recent: PoolMember | undefined;
  #hired = 0;
  #isComplete = false;

  constructor(pool: Pool, options: PoolOptions, kind: WorkerKind) {
    this.#pool = pool;
    this.#options = options;
    this.#kind = kind;
  }

  /** May it have another worker? One that is closing counts: its thread is still there. */
  get mayHire(): boolean {
    return this.members.length < this.#options.maxWorkers && !this.#isComplete;
  }

  /** There are to be no more. */
  complete(): void {
    this.#isComplete = true;
  }

  /**
   * Who is to get the next call: the one that worked last, if it has nothing to do, or needs little time for what it has and
   * gives calls back: to wake another takes longer. Then one that has nothing to do, a new one, and the one that has least.
   * @throws if there is none and none can be started
   */
  choose(): PoolMember | undefined {
    const recent = this.#recent;
    const most = this.#options.tasksPerWorker;
    if (recent?.hasRoom === true && (recent.inFlight === 0 || this.#mayTakeBack(recent, most))) {
      return recent;
    }
    let least: PoolMember | undefined;
    for (const member of this.members) {
      if (!member.hasRoom) continue;
      if (member.inFlight === 0) return member;
      if (least === undefined || member.inFlight < least.inFlight) least = member;
    }
    return (this.mayHire ? this.hireUnlessRefused() : undefined) ?? least;
  }

  /** What it gets ahead is not lost to others that have nothing to do. */
  #mayTakeBack({ window, worker }: PoolMember, most: number): boolean {
    return window > most && worker.isBlind !== true;
  }

  /** It got a call. */
  used(member: PoolMember): void {
    this.#recent = member;
  }

  /** Undefined: there can be no more, as it seems; those that are there do the work. @throws if there are none */
  hireUnlessRefused(): PoolMember | undefined {
    try {
      return this.hire();
    } catch (error) {
      if (this.members.length === 0) throw error;
      return undefined;
    }
  }

  hire(): PoolMember {
    const { workerNamePrefix, tasksPerWorker, maxTasksPerChild } = this.#options;
    const name = `${workerNamePrefix}_${this.#hired++}`;
    const member = new PoolMember(this.#pool, name, tasksPerWorker, maxTasksPerChild);
    const title = `worker ${JSON.stringify(name)} of ${this.#pool.describe()}`;
    member.worker = this.#kind.start(member, name, title, this.#pool.lastTarget);
    this.members.push(member);
    return member;
  }

  /** It gets no more calls. */
  retire(member: PoolMember): void {
    if (this.#recent === member) this.#recent = undefined;
  }

  /** It is gone. */
  remove(member: PoolMember): void {
    member.isClosing = true;
    this.retire(member);
    this.members.splice(this.members.indexOf(member), 1);
  }

  /** All have begun to work. */
  get isReady(): boolean {
    return this.members.every(({ isReady }) => isReady);
  }

  /** How many have. */
  get readiness(): string {
    const ready = this.members.filter(({ isReady }) => isReady).length;
    return `${ready} of ${this.members.length} workers have begun`;
  }

  get isIdle(): boolean {
    return this.members.every(({ inFlight }) => inFlight === 0);
  }

  /** Those that are to end are not counted. */
  get staying(): number {
    return this.members.filter(({ isClosing }) => !isClosing).length;
  }

  get hasRoom(): boolean {
    return this.mayHire || this.members.some(({ hasRoom }) => hasRoom);
  }

  /** How many calls they have room for, those included who can be had. */
  get places(): number {
    const { maxWorkers, tasksPerWorker } = this.#options;
    let places = this.mayHire ? (maxWorkers - this.members.length) * tasksPerWorker : 0;
    for (const { hasRoom, window, inFlight } of this.members) {
      if (hasRoom) places += window - inFlight;
    }
    return places;
  }
}
