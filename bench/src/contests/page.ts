import type { Contest } from '../contest.ts';
import { coroutineHandOver } from './coroutine-hand-over.ts';
import { greenletSwitch } from './greenlet-switch.ts';
import { lockContests } from './lock.ts';
import { operationContests } from './operation.ts';
import { queueBounded } from './queue-bounded.ts';
import { queueContests } from './queue.ts';

/** What needs one thread, and does not block it: a page can run it too. */
export const pageContests: readonly Contest[] = [
  ...operationContests,
  coroutineHandOver,
  ...greenletSwitch,
  ...lockContests,
  ...queueContests,
  queueBounded,
];
