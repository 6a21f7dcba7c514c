import type { Call } from './call.ts';
import type { Deaths } from './deaths.ts';
import type { PoolMember } from './pool-member.ts';

/** What a worker that is gone has left. */
export interface Left {
  /** Calls that are lost with it, in their order. */
  readonly lost: readonly Call<unknown>[];
  /** Those that another can do, the last first: so they are put back before what waits. */
  readonly kept: readonly Call<unknown>[];
  /** It had begun to work, or a call. */
  readonly hasWorked: boolean;
}

export function leftBy(member: PoolMember): Left {
  const lost: Call<unknown>[] = [];
  const kept: Call<unknown>[] = [];
  let hasWorked = member.isReady;
  for (const call of member.calls.toReversed()) {
    const hasBegun = hasBegunIn(member, call);
    hasWorked ||= hasBegun;
    if (!hasBegun) call.sent(false);
    // What has moved there is gone with it; what was asked to end is not to begin.
    if (hasBegun || hasMoved(call) || call.limits?.isOver === true) lost.unshift(call);
    else kept.push(call);
  }
  return { lost, kept, hasWorked };
}

function hasMoved({ parcel }: Call<unknown>): boolean {
  return parcel !== undefined && parcel.bytes === undefined && parcel.moves.length > 0;
}

/** One that may run on after it was given up could still begin it, so it is taken back first. */
function hasBegunIn({ worker }: PoolMember, call: Call<unknown>): boolean {
  if (worker.mayRunOn !== true) return worker.hasBegun(call);
  return call.parcel?.isOnce === true || !worker.takeBack(call);
}

/** Why a call is lost. */
export function lossOf(
  call: Call<unknown>,
  member: PoolMember,
  cause: unknown,
  deaths: Deaths,
): unknown {
  if (call.limits?.isOver === true) return call.limits.reason;
  const why =
    cause instanceof Error ? cause.message : `its worker ${JSON.stringify(member.name)} is gone`;
  return deaths.lost(`call of ${call.task.title} failed: ${why}`, cause);
}
