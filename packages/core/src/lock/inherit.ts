import type { Holder } from '../wait/holder.ts';
import type { Waitable } from '../wait/wait.ts';

/**
 * Priority inheritance: whoever holds what `who` waits for becomes as urgent as `who`, and so does whoever that one waits for
 * in turn. Else tasks of a middle urgency could hold up the urgent one for as long as they please.
 */
export function inherit(lock: Waitable, who: Holder): void {
  const urgency = who.urgency ?? 0;
  let held: Waitable | undefined = lock;
  while (held !== undefined) {
    const holder: Holder | undefined = held.holder;
    if (holder?.lend === undefined || urgency <= (holder.urgency ?? 0)) break;
    holder.lend(held, urgency);
    held.hasLent = true;
    held = holder.blockedOn?.target;
  }
}

/** `holder` has got the lock, and inherits from those who wait on. */
export function inheritFrom(
  lock: Waitable,
  holder: Holder,
  waiting: Iterable<{ readonly owner: Holder | undefined }>,
): void {
  let most = holder.urgency ?? 0;
  let isMore = false;
  for (const { owner } of waiting) {
    const urgency = owner?.urgency ?? 0;
    if (urgency <= most) continue;
    most = urgency;
    isMore = true;
  }
  if (isMore) holder.lend?.(lock, most);
}
