import { addTimer } from '../time/timers.ts';
import type { Member } from './member.ts';
import type { Pool } from './pool.ts';

/** A worker that has answered nothing for so many milliseconds does something longer than what it was given work ahead for. */
const patience = 1;

/** Calls that wait behind one that takes long go to a worker that has nothing to do. */
export class Stealing {
  readonly #pool: Pool;
  /** Those that have calls which wait, and how many they had answered when that was last looked at. */
  #watched: Map<Member, number> | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Looks after those whose calls wait, if another could take them. */
  begin(): void {
    if (this.#watched !== undefined) return;
    const watched = this.#waiting();
    if (watched.length === 0 || !this.#isSomebodyFree) return;
    this.#watched = new Map(watched.map((member) => [member, member.answers]));
    addTimer(patience, () => this.#look());
  }

  #waiting(): Member[] {
    const { members, tasksPerWorker } = this.#pool;
    return members.filter(({ inFlight }) => inFlight > tasksPerWorker);
  }

  get #isSomebodyFree(): boolean {
    const { members, mayHire } = this.#pool;
    return mayHire || members.some(({ inFlight, hasRoom }) => inFlight === 0 && hasRoom);
  }

  #look(): void {
    const watched = this.#watched!;
    this.#watched = undefined;
    for (const [member, answers] of watched) {
      if (member.answers !== answers || !this.#isSomebodyFree) continue;
      for (const call of member.calls.toReversed()) this.#pool.takeOver(call);
    }
    this.#pool.fillAll();
    this.begin();
  }
}
