import type { Contest } from '../contest.ts';
import { pools } from '../pools/index.ts';
import { rings } from '../pools/rings.ts';
import { lockSyncContests } from './lock.ts';
import { pageContests } from './page.ts';
import { poolProcessContests } from './pool-process.ts';
import { poolContests } from './pool.ts';
import { processContests } from './process.ts';
import { queueMemory } from './queue-memory.ts';
import { threadContests } from './thread.ts';

export const contests: readonly Contest[] = [
  ...threadContests,
  ...pageContests,
  ...lockSyncContests,
  queueMemory,
  ...poolContests(pools, rings),
  ...poolProcessContests(pools),
  ...processContests,
];
