import { addTimer } from '../time/timers.ts';
import type { PoolMember } from './pool-member.ts';

/** A worker whose event loop has no turn for so many milliseconds is held up by the call that does not end. */
const patience = 1000;

/** Ends a worker in which a call does not end: calls beside it go on to their end, unless it holds them up. */
export function endStuck(member: PoolMember): void {
  if (member.calls.length === 0) member.terminate();
  else endUnlessAlive(member);
}

/** At once if its event loop is held up, so that they cannot, else when they have ended. */
function endUnlessAlive(member: PoolMember): void {
  if (member.isProbed) return;
  member.isProbed = true;
  let isAlive = false;
  member.worker.probe(() => (isAlive = true));
  addTimer(patience, () => {
    member.isProbed = false;
    if (!isAlive) member.terminate();
    else if (member.calls.length > 0) endUnlessAlive(member);
  });
}
