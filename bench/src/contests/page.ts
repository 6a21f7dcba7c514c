import type { Contest } from '../contest.ts';
import { coroutineHandOver } from './coroutine-hand-over.ts';
import { coroutineMemoryOwn } from './coroutine-memory-own.ts';
import { coroutineMemoryGate } from './coroutine-memory-gate.ts';
import { coroutineNested } from './coroutine-nested.ts';
import { coroutineSleep } from './coroutine-sleep.ts';
import { coroutineSpawn } from './coroutine-spawn.ts';
import { coroutineSwitch } from './coroutine-switch.ts';
import { exploreContest } from './explore.ts';
import { greenletSwitch } from './greenlet-switch.ts';
import { lockCreate } from './lock-create.ts';
import { lockHandOver } from './lock-hand-over.ts';
import { lockMemory } from './lock-memory.ts';
import { lockThreadsContests } from './lock-threads.ts';
import { lockContests } from './lock.ts';
import { operationContests } from './operation.ts';
import { queueBounded } from './queue-bounded.ts';
import { queueLatency } from './queue-latency.ts';
import { queueThreadsContests } from './queue-threads.ts';
import { queuePriority } from './queue-priority.ts';
import { queueContests } from './queue.ts';
import { synchronizers } from './synchronizers.ts';
import { timerDelay } from './timer-delay.ts';

/** What does not block the thread that it begins in: a page's own thread can run it too. */
export const pageContests: readonly Contest[] = [
  ...operationContests,
  coroutineSwitch,
  coroutineHandOver,
  coroutineNested,
  ...coroutineSpawn,
  coroutineMemoryGate,
  coroutineMemoryOwn,
  ...coroutineSleep,
  ...greenletSwitch,
  ...timerDelay,
  ...lockContests,
  ...lockThreadsContests,
  ...lockHandOver,
  lockCreate,
  ...lockMemory,
  ...synchronizers,
  ...queueContests,
  queueBounded,
  queuePriority,
  ...queueThreadsContests,
  ...queueLatency,
  exploreContest,
];
