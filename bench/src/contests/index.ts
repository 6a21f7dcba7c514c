import type { Contest } from '../contest.ts';
import { lockThreadsContests } from './lock-threads.ts';
import { lockContests } from './lock.ts';
import { operationContests } from './operation.ts';
import { queueThreadsContests } from './queue-threads.ts';
import { queueContests } from './queue.ts';
import { threadContests } from './thread.ts';

export const contests: readonly Contest[] = [
  ...threadContests,
  ...operationContests,
  ...lockContests,
  ...lockThreadsContests,
  ...queueContests,
  ...queueThreadsContests,
];
