import type { Behaviour } from '../behaviour.ts';
import { bankers } from './banker.ts';
import { barriers } from './barrier.ts';
import { channels } from './channel.ts';
import { channelsShared } from './channel-shared.ts';
import { conditions } from './condition.ts';
import { contexts } from './context.ts';
import { coroutine } from './coroutine.ts';
import { deadlock } from './deadlock.ts';
import { deadlockKinds } from './deadlock-kinds.ts';
import { dumps } from './dump.ts';
import { error } from './error.ts';
import { events } from './event.ts';
import { executorDeath } from './executor-death.ts';
import { executorInside } from './executor-inside.ts';
import { executorLimits } from './executor-limits.ts';
import { executorMap } from './executor-map.ts';
import { executorMessagesEnds } from './executor-messages-ends.ts';
import { executorMessagesLimits } from './executor-messages-limits.ts';
import { executorMessages } from './executor-messages.ts';
import { executorModules } from './executor-modules.ts';
import { executorRefused } from './executor-refused.ts';
import { executorShutdown } from './executor-shutdown.ts';
import { executorValues } from './executor-values.ts';
import { executorWorkers } from './executor-workers.ts';
import { executorTold } from './executor-told.ts';
import { executors } from './executor.ts';
import { futures } from './future.ts';
import { groups } from './group.ts';
import { handOver } from './hand-over.ts';
import { handOverLate } from './hand-over-late.ts';
import { latches } from './latch.ts';
import { lock } from './lock.ts';
import { lockDeath } from './lock-death.ts';
import { lockThreads } from './lock-threads.ts';
import { onlyOnce } from './once.ts';
import { operation } from './operation.ts';
import { options } from './options.ts';
import { pipelines } from './pipeline.ts';
import { pipelineThreads } from './pipeline-threads.ts';
import { processPipes } from './process-pipe.ts';
import { processServedBetween } from './process-served-between.ts';
import { processServedLocks } from './process-served-locks.ts';
import { processServedQueues } from './process-served-queues.ts';
import { processPoolExecutor } from './process-pool-executor.ts';
import { processes } from './processes.ts';
import { poolOfProcesses } from './pool-of-processes.ts';
import { queue } from './queue.ts';
import { queueKinds } from './queue-kinds.ts';
import { queueKindsShared } from './queue-kinds-shared.ts';
import { queueThreads } from './queue-threads.ts';
import { rlock } from './rlock.ts';
import { rwLock } from './rw-lock.ts';
import { scheduler } from './scheduler.ts';
import { selects } from './select.ts';
import { semaphores } from './semaphore.ts';
import { severalLocks } from './several-locks.ts';
import { stall } from './stall.ts';
import { streams } from './streams.ts';
import { thread } from './thread.ts';
import { threadClass } from './thread-class.ts';
import { threadDeath } from './thread-death.ts';
import { threadFailure } from './thread-failure.ts';
import { threadGrace } from './thread-grace.ts';
import { threadList } from './thread-list.ts';
import { threadLocals } from './thread-local.ts';
import { timeLimits } from './time-limit.ts';
import { timers } from './timer.ts';
import { together } from './together.ts';
import { values } from './value.ts';

/** What every runtime must show, in the order of the comparison. */
export const behaviours: readonly Behaviour[] = [
  ...thread,
  ...threadClass,
  ...threadList,
  ...threadFailure,
  ...threadDeath,
  ...threadGrace,
  ...timers,
  ...threadLocals,
  ...lock,
  ...lockThreads,
  ...lockDeath,
  ...severalLocks,
  ...rlock,
  ...rwLock,
  ...conditions,
  ...semaphores,
  ...events,
  ...barriers,
  ...latches,
  ...onlyOnce,
  ...bankers,
  ...queue,
  ...queueKinds,
  ...queueKindsShared,
  ...queueThreads,
  ...channels,
  ...channelsShared,
  ...pipelines,
  ...pipelineThreads,
  ...streams,
  ...futures,
  ...executors,
  ...executorValues,
  ...executorMap,
  ...executorWorkers,
  ...executorRefused,
  ...executorModules,
  ...executorShutdown,
  ...executorLimits,
  ...executorDeath,
  ...executorInside,
  ...executorTold,
  ...options,
  ...executorMessages,
  ...executorMessagesLimits,
  ...executorMessagesEnds,
  ...processes,
  ...processPoolExecutor,
  ...processPipes,
  ...processServedLocks,
  ...processServedQueues,
  ...processServedBetween,
  ...poolOfProcesses,
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
  ...handOverLate,
  ...values,
  ...deadlock,
  ...deadlockKinds,
  ...stall,
];
