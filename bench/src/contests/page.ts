import type { Contest } from '../contest.ts';
import { lockContests } from './lock.ts';
import { operationContests } from './operation.ts';
import { queueContests } from './queue.ts';

/** What needs one thread, and does not block it: a page can run it too. */
export const pageContests: readonly Contest[] = [
  ...operationContests,
  ...lockContests,
  ...queueContests,
];
