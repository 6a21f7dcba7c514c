import { InvalidStateError } from '../errors.ts';
import { platform } from '../realm.ts';
import { timedOut } from '../time/limit.ts';
import type { Call } from './call.ts';
import type { PoolMember } from './pool-member.ts';
import type { WorkerKind } from './worker-kind.ts';

/** Blocks this thread until the call has ended. @throws TimeoutError, InvalidStateError */
export function blockUntilEnded(
  call: Call<unknown>,
  members: readonly PoolMember[],
  { block, cannotBlock, needsCreator }: WorkerKind,
  timeout: number,
  action: () => string,
): void {
  if (block === undefined) {
    throw new InvalidStateError(`${action()}: it has not ended, and ${cannotBlock}; await it`);
  }
  const isReady = call.member?.isReady ?? members.some((member) => member.isReady);
  if (needsCreator === true && !isReady) {
    throw new InvalidStateError(
      `${action()}: its worker has not begun, and in a page needs the event loop of this thread for that, which would be blocked; await warmUp() first`,
    );
  }
  const { now } = platform();
  const until = now() + timeout;
  while (!call._settled) {
    if (call.isMailed) {
      throw new InvalidStateError(
        `${action()}: what it gives is handed over by message, which a blocked thread does not hear; await it`,
      );
    }
    const left = until - now();
    if (left <= 0) throw timedOut(action(), timeout, () => `it is ${call.state}`);
    // Its own limits: a thread that is blocked has no timers.
    const due = call.limits === undefined ? Infinity : call.limits.due - now();
    if (due <= 0) call.limits!.fire();
    else {
      block(
        members.map(({ worker }) => worker),
        Math.min(left, due),
      );
      for (const { worker } of Array.from(members)) worker.lookWhetherDead?.();
    }
  }
}
