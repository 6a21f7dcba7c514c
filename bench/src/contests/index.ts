import type { Contest } from '../contest.ts';
import { lockThreadsContests } from './lock-threads.ts';
import { lockSyncContests } from './lock.ts';
import { pageContests } from './page.ts';
import { queueMemory } from './queue-memory.ts';
import { threadContests } from './thread.ts';

export const contests: readonly Contest[] = [
  ...threadContests,
  ...pageContests,
  ...lockSyncContests,
  ...lockThreadsContests,
  queueMemory,
];
