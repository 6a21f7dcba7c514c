import { addTimer } from '../time/timers.ts';
import type { Dispatch } from './dispatch.ts';
import type { PoolMember } from './pool-member.ts';
import type { Staff } from './staff.ts';

/** A worker that has answered nothing for so many milliseconds does something longer than what it was given work ahead for. */
const patience = 1;

/** Calls that wait behind one that takes long go to a worker that has nothing to do. */
export class Stealing {
  readonly #dispatch: Dispatch;
  readonly #staff: Staff;
  readonly #tasksPerWorker: number;
  /** Those that have calls which wait, and how many they had answered when that was last looked at. */
  #watched: Map<PoolMember, number> | undefined;

  constructor(dispatch: Dispatch, staff: Staff, tasksPerWorker: number) {
    this.#dispatch = dispatch;
    this.#staff = staff;
    this.#tasksPerWorker = tasksPerWorker;
  }

  /** Looks after those whose calls wait, if another could take them. */
  begin(): void {
    if (this.#watched !== undefined) return;
    const watched = this.#waiting();
    if (watched.length === 0 || !this.#isSomebodyFree) return;
    this.#watched = new Map(watched.map((member) => [member, member.answers]));
    addTimer(patience, () => this.#look());
  }

  #waiting(): PoolMember[] {
    return this.#staff.members.filter(({ inFlight }) => inFlight > this.#tasksPerWorker);
  }

  get #isSomebodyFree(): boolean {
    const { members, mayHire } = this.#staff;
    return mayHire || members.some(({ inFlight, hasRoom }) => inFlight === 0 && hasRoom);
  }

  #look(): void {
    const watched = this.#watched!;
    this.#watched = undefined;
    for (const [member, answers] of watched) {
      if (member.answers !== answers || !this.#isSomebodyFree) continue;
      member.heldUp(); // or it would get them again
      for (const call of member.calls.toReversed()) this.#dispatch.takeOver(call);
    }
    this.#dispatch.fillAll();
    this.begin();
  }
}
