import { liveTasks } from '../coroutine/scope.ts';
import { agentIfAny, thisAgent, type Agent } from '../memory/agent.ts';
import { shareConditions } from '../lock/share-condition.ts';
import { shareLocks } from '../lock/share.ts';
import { shareRwLocks } from '../lock/share-rw-lock.ts';
import { shareSynchronizers } from '../lock/share-synchronizers.ts';
import { shareValues } from '../value/share.ts';
import { shareQueues } from '../queue/share.ts';
import { platform } from '../realm.ts';
import { nameFunctions } from '../wire/function.ts';
import { shareThreadLocals } from './thread-local.ts';
import { referenceOf, taskOf } from './known-tasks.ts';

/** Lets everything that can be handed to another thread be handed over. Not at import: who uses only a lock pays only for that. */
export function enableSharing(): void {
  nameFunctions({ referenceOf, taskOf });
  shareLocks();
  shareConditions();
  shareSynchronizers();
  shareRwLocks();
  shareQueues();
  shareValues();
  shareThreadLocals();
}

/** The program is about to have threads: their part of its memory, where it can be shared. */
export function prepareThreads(): Agent | undefined {
  enableSharing();
  const isFirst = agentIfAny() === undefined;
  const agent = platform().missing.sharedMemory === undefined ? thisAgent() : undefined;
  if (isFirst && agent !== undefined) showWaits();
  return agent;
}

/** A lock that tasks have been waiting for since before can be part of a cycle through threads from now on. */
function showWaits(): void {
  for (const task of liveTasks()) {
    const wait = task.blockedOn;
    wait?.target.blocked?.(wait, task);
  }
}
