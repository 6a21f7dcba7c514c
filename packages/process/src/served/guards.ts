import { Guard, WriteGuard, type RwLock } from '@heddle/core';
import type { Got, Remote } from './remote.ts';

/** A guard of this process for one that its owner has given that number. */
export function guardOf(remote: Remote, target: object, number: number, got: Got): Guard {
  remote.guards.set(number, got);
  const { writes } = got;
  const guard = writes
    ? new WriteGuard(target as RwLock, number)
    : new Guard(target as never, number);
  if (remote.served.hasPermits === true) letGo.register(guard, { remote, number });
  return guard;
}

/** Of a semaphore nobody need keep guards: they go without being released. */
const letGo = new FinalizationRegistry<{ readonly remote: Remote; readonly number: number }>(
  ({ remote, number }) => {
    if (remote.guards.delete(number)) remote.peer.send({ type: 'forgetsGuard', guard: number });
  },
);
