import { Ending } from '../coroutine/ending.ts';
import { DeadlockError, type DeadlockLink } from '../errors.ts';
import type { Holder } from '../wait/holder.ts';
import { Call } from './call.ts';
import type { Member } from './member.ts';

/**
 * `who` begins to wait for `call`, which no worker has begun. If all workers are kept by calls that wait for such calls, none
 * of them can ever begin: then `who` is told.
 */
export function selfWait(members: readonly Member[], call: Call<unknown>, who: Holder): void {
  if (call.running || !(who instanceof Ending)) return;
  const links: DeadlockLink[] = [];
  for (const member of members) {
    if (member.isClosing || member.hasRoom) return;
    for (const running of member.calls) {
      const holder = member.worker.holderOf?.(running);
      if (holder === undefined) {
        if (member.worker.hasBegun(running)) return;
        continue;
      }
      const awaited = holder === who ? call : holder.blockedOn?.target;
      if (!(awaited instanceof Call) || awaited.pool !== call.pool || awaited.running) return;
      if (awaited._settled) return;
      links.push({
        holder: holder.describe(),
        holds: `a worker of ${call.pool.describe()}`,
        waitsFor: `the ${awaited.describe()}, for which all workers of it are taken`,
      });
    }
  }
  if (!members.some(({ worker, calls }) => calls.some((one) => worker.holderOf?.(one) === who))) {
    return; // somebody from outside waits: one of those inside is told, or was
  }
  call._unobserve(who);
  who._tell(new DeadlockError(links));
}
