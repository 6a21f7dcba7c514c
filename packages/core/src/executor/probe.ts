import { addTimer } from '../time/timers.ts';
import type { Member } from './member.ts';

/** A worker whose event loop has no turn for so many milliseconds is held up by the call that does not end. */
const patience = 1000;

/** Ends a worker in which a call does not end: at once if it holds up the others, else when they have ended. */
export function endUnlessAlive(member: Member): void {
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
