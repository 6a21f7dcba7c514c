import type { Behaviour } from '../behaviour.ts';
import { contexts } from './context.ts';
import { coroutine } from './coroutine.ts';
import { deadlock } from './deadlock.ts';
import { dumps } from './dump.ts';
import { error } from './error.ts';
import { groups } from './group.ts';
import { handOver } from './hand-over.ts';
import { lock } from './lock.ts';
import { lockThreads } from './lock-threads.ts';
import { operation } from './operation.ts';
import { queue } from './queue.ts';
import { queueThreads } from './queue-threads.ts';
import { scheduler } from './scheduler.ts';
import { selects } from './select.ts';
import { stall } from './stall.ts';
import { thread } from './thread.ts';
import { threadDeath } from './thread-death.ts';
import { timeLimits } from './time-limit.ts';
import { together } from './together.ts';
import { values } from './value.ts';

/** What every runtime must show, in the order of the comparison. */
export const behaviours: readonly Behaviour[] = [
  ...thread,
  ...threadDeath,
  ...lock,
  ...lockThreads,
  ...queue,
  ...queueThreads,
  ...coroutine,
  ...groups,
  ...timeLimits,
  ...together,
  ...selects,
  ...contexts,
  ...scheduler,
  ...dumps,
  ...operation,
  ...error,
  ...handOver,
  ...values,
  ...deadlock,
  ...stall,
];
