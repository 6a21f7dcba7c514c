import { kept } from '../thread/parcel.ts';
import type { Backlog } from './backlog.ts';
import type { Call } from './call.ts';
import { Flushes } from './flushes.ts';
import type { PoolMember } from './pool-member.ts';
import { Stealing } from './stealing.ts';
import type { Staff } from './staff.ts';

/** Which worker gets which call, and when. */
export class Dispatch {
  readonly #staff: Staff;
  readonly #backlog: Backlog;
  readonly #tasksPerWorker: number;
  readonly #flushes = new Flushes();
  readonly #stealing: Stealing;
  readonly #refused: (error: unknown) => void;

  /** @param refused Is told why there is no worker left and none can be started. */
  constructor(
    staff: Staff,
    backlog: Backlog,
    tasksPerWorker: number,
    refused: (error: unknown) => void,
  ) {
    this.#staff = staff;
    this.#backlog = backlog;
    this.#tasksPerWorker = tasksPerWorker;
    this.#refused = refused;
    this.#stealing = new Stealing(this, staff, tasksPerWorker);
  }

  /** A worker gets it, or it waits for one. @throws if there is none and none can be started */
  give(call: Call<unknown>): void {
    if (this.#backlog.size > 0 || !this.#place(call)) this.#wait(call);
  }

  /** True: a worker has it. */
  #place(call: Call<unknown>): boolean {
    const member = this.#staff.choose();
    if (member === undefined) return false;
    if (!member.put(call)) {
      member.worker.flush();
      return false;
    }
    this.#staff.used(member);
    if (member.inFlight === 1) member.worker.flush();
    else this.#flushes.soon(member);
    if (member.inFlight > this.#tasksPerWorker) this.#stealing.begin();
    return true;
  }

  #wait(call: Call<unknown>): void {
    try {
      if (call.parcel !== undefined) call.parcel = kept(call.parcel);
      this.#backlog.push(call);
    } catch (error) {
      call._reject(error);
    }
  }

  /** Lets workers see all that they got. */
  flush(): void {
    this.#flushes.now();
  }

  /** A call that its worker has not begun is to go to another. False: it has. */
  takeOver(call: Call<unknown>): boolean {
    if (call.parcel?.isOnce === true || !call.member!.takeBack(call)) return false;
    this.#backlog.putBack(call);
    return true;
  }

  /** Takes back what no worker has begun. */
  recall(): void {
    for (const member of Array.from(this.#staff.members)) {
      for (const call of member.calls) {
        if (!member.worker.hasBegun(call) && member.takeBack(call)) this.#backlog.putBack(call);
      }
    }
  }

  /** Calls of a worker that is gone, the last first: they go to others. */
  giveOver(calls: readonly Call<unknown>[]): void {
    for (const call of calls) {
      call.member = undefined;
      this.#backlog.putBack(call);
    }
  }

  /** Gives a worker what it may have of what waits, and then the others. */
  refill(member: PoolMember): void {
    this.#fill(member);
    if (this.#backlog.size > 0) this.fillAll();
  }

  #fill(member: PoolMember): void {
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
    if (member.inFlight > this.#tasksPerWorker) this.#stealing.begin();
  }

  /** Whoever may have more gets of what waits. */
  fillAll(): void {
    for (const member of Array.from(this.#staff.members)) {
      if (this.#backlog.size === 0) return;
      if (member.hasRoom) this.#fill(member);
    }
    try {
      while (this.#backlog.size > 0 && this.#staff.mayHire) {
        const member = this.#staff.hireUnlessRefused();
        if (member === undefined) return;
        this.#fill(member);
      }
    } catch (error) {
      this.#refused(error);
    }
  }

  /** Somebody has nothing to do. */
  steal(): void {
    this.#stealing.begin();
  }
}
