import { Ending } from '../coroutine/ending.ts';
import { DeadlockError, type DeadlockLink } from '../errors.ts';
import type { Holder } from '../wait/holder.ts';
import type { Call } from './call.ts';
import type { PoolMember } from './pool-member.ts';

/** A call that keeps a worker while it waits for another one of the executor. */
interface SelfWait {
  readonly member: PoolMember;
  readonly call: Call<unknown>;
  readonly awaited: Call<unknown>;
}

/**
 * All workers are kept by such calls. So each waits for one that can never begin, or for one of them that waits itself, and
 * nothing goes on. Undefined: it does.
 */
function selfWaits(members: readonly PoolMember[], most: number): SelfWait[] | undefined {
  const found: SelfWait[] = [];
  for (const member of members) {
    let begun = 0;
    for (const call of member.calls) {
      if (!member.worker.hasBegun(call)) continue;
      const awaited = member.awaitedBy(call);
      if (awaited === undefined || awaited.pool !== call.pool) return undefined;
      if (awaited._settled) return undefined;
      found.push({ member, call, awaited });
      begun++;
    }
    if (begun < most && !member.isClosing) return undefined;
  }
  return found;
}

function linksOf(waits: readonly SelfWait[]): DeadlockLink[] {
  return waits.map(({ member, call, awaited }) => ({
    holder: `${call.task.title} (${member.name})`,
    holds: `a worker of ${call.pool.describe()}`,
    waitsFor: `the ${awaited.describe()}${awaited.running ? '' : ', for which no worker is left'}`,
  }));
}

/** `who`, a task of this thread, begins to wait for a call: it is told if that can never begin. */
export function tellSelfWait(
  members: readonly PoolMember[],
  most: number,
  awaited: Call<unknown>,
  who: Holder,
): void {
  const waits = selfWaits(members, most);
  if (waits === undefined || !(who instanceof Ending)) return;
  if (!waits.some(({ member, call }) => member.worker.holderOf?.(call) === who)) return;
  awaited._unobserve(who);
  who._tell(new DeadlockError(linksOf(waits)));
}

/**
 * The same where the calls run in other threads: each of them is asked whether it still waits, for that may be over while its
 * message is on its way. If all do, nothing can change any more, and one is told.
 */
export class SelfWaits {
  #round = 0;
  readonly #asked = new Set<PoolMember>();

  /** A call of a worker has begun to wait. */
  suspect(members: readonly PoolMember[], most: number): void {
    const waits = selfWaits(members, most);
    this.#asked.clear();
    this.#round++;
    if (waits === undefined) return;
    for (const { member } of waits) this.#asked.add(member);
    for (const member of this.#asked) {
      const waiting = member.inner!.waits.map(({ by, number }) => ({ by, number }));
      member.inner!.reply({ type: 'confirm', round: this.#round, waits: waiting });
    }
  }

  confirmed(
    members: readonly PoolMember[],
    most: number,
    by: PoolMember,
    round: number,
    isTrue: boolean,
  ): void {
    if (round !== this.#round) return;
    if (!isTrue) {
      this.#asked.clear();
      this.#round++;
      return;
    }
    if (!this.#asked.delete(by) || this.#asked.size > 0) return;
    const waits = selfWaits(members, most);
    const wait = by.inner!.waits.at(-1);
    if (waits === undefined || wait === undefined) return;
    const { number } = wait;
    by.inner!.reply({ type: 'deadlock', wait: { by: wait.by, number }, cycle: linksOf(waits) });
  }
}
