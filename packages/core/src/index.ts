export { Context, copyContext } from './context/context.ts';
export { ContextVar, type ContextVarOptions, type Token } from './context/context-var.ts';
export { asCompleted, Completions, type AsCompletedOptions } from './coroutine/as-completed.ts';
export { call, type Call } from './coroutine/call.ts';
export { gather, type GatherOptions, type Results } from './coroutine/gather.ts';
export { joinAll, type JoinAllOptions } from './coroutine/join-all.ts';
export { select, type Selectables, type Selected, type SelectedValue } from './coroutine/select.ts';
export { shield } from './coroutine/shield.ts';
export type { Coroutine, TaskFunction, TaskState } from './coroutine/task.ts';
export type { Member, MemberResult } from './coroutine/member.ts';
export { TaskGroup, type TaskGroupOptions } from './coroutine/task-group.ts';
export { withTimeout } from './coroutine/timeout.ts';
export { wait, type ReturnWhen, type Waited, type WaitForOptions } from './coroutine/wait.ts';
export { yieldNow } from './coroutine/yield-now.ts';
export type { Awaitable } from './operation/from.ts';
export type { Selectable } from './operation/selectable.ts';
export { fifo } from './scheduler/fifo.ts';
export type { Policy } from './scheduler/order.ts';
export { setPolicy } from './scheduler/policy.ts';
export { priority, type PriorityOptions } from './scheduler/priority.ts';
export { roundRobin, type RoundRobinOptions } from './scheduler/round-robin.ts';
export { after } from './time/after.ts';
export type { Deadline } from './time/deadline.ts';
export { Task, currentTask } from './coroutine/task.ts';
export { run } from './coroutine/run.ts';
export { spawn, type SpawnOptions } from './coroutine/spawn.ts';
export {
  coroutine,
  GeneratorExit,
  type CoroutineState,
  type GeneratorCoroutine,
} from './coroutine/coroutine.ts';
export {
  Greenlet,
  GreenletExit,
  type GreenletFunction,
  type GreenletSwitch,
  type GreenletTrace,
} from './coroutine/greenlet.ts';
export * from './errors.ts';
export { Condition, type ConditionOptions } from './lock/condition.ts';
export { acquireAll, acquireAllSync, type Acquirable } from './lock/acquire-all.ts';
export type { Account } from './lock/account.ts';
export { Banker, type Amounts, type BankerOptions } from './lock/banker.ts';
export { Barrier, type BarrierOptions } from './lock/barrier.ts';
export { Guard } from './lock/guard.ts';
export { Event, type EventOptions } from './lock/event.ts';
export { Latch, type LatchOptions } from './lock/latch.ts';
export { Lock, type LockOptions } from './lock/lock.ts';
export { RwLock, type RwLockOptions } from './lock/rw-lock.ts';
export { ReadLock, WriteGuard, WriteLock } from './lock/rw-side.ts';
export type { OwnedSyncOptions, OwnedWaitOptions, OwnerOptions } from './lock/owner.ts';
export { RLock, type RLockOptions } from './lock/rlock.ts';
export { Once, type OnceOptions } from './lock/once.ts';
export {
  BoundedSemaphore,
  Semaphore,
  type PermitOptions,
  type PermitSyncOptions,
  type SemaphoreOptions,
} from './lock/semaphore.ts';
export type { IntegerType, ValueOf, ValueType, ViewOf, Views } from './value/number-type.ts';
export {
  record,
  type RecordMembers,
  type RecordSchema,
  type SharedRecord,
} from './value/record.ts';
export { SharedArray } from './value/shared-array.ts';
export type { SharedNumbers, ValueOptions } from './value/shared-numbers.ts';
export { Value } from './value/value.ts';
export {
  Operation,
  type Signal,
  type SyncOptions,
  type WaitOptions,
} from './operation/operation.ts';
export type { Ability } from './platform.ts';
export { Channel, type ChannelOptions } from './queue/channel.ts';
export { pipeline, Pipeline, type Step } from './queue/pipeline.ts';
export { Queue } from './queue/queue.ts';
export { LifoQueue } from './queue/lifo-queue.ts';
export { PriorityQueue, type PriorityQueueOptions } from './queue/priority-queue.ts';
export { SimpleQueue, type SimpleQueueOptions } from './queue/simple-queue.ts';
export type { QueueOptions } from './queue/bounded-queue.ts';
export type { ShutdownOptions } from './queue/queue-base.ts';
export type { Source } from './queue/source.ts';
export { Stage, stage, type StageOptions } from './queue/stage.ts';
export { Future, type FutureState } from './executor/future.ts';
export {
  Executor,
  Submitter,
  type CallOptions,
  type ExecutorOptions,
  type ExecutorShutdownOptions,
} from './executor/executor.ts';
export { LocalExecutor, type LocalExecutorOptions } from './executor/local-executor.ts';
export type { MapOptions } from './executor/map-options.ts';
export { Mapping } from './executor/mapping.ts';
export { poolSize, type PoolSizeOptions } from './executor/pool-size.ts';
export { shareExecutors } from './executor/share-executor.ts';
export { ThreadPoolExecutor, type ThreadPoolOptions } from './executor/thread-pool-executor.ts';
export type { WorkerOptions } from './executor/worker-options.ts';
export { throwIfCancelled } from './thread/cancel-check.ts';
export { currentThread, type CurrentThread, type ThreadInfo } from './thread/current.ts';
export { close } from './thread/close.ts';
export { fromHandle, share, toHandle, type Handle } from './thread/handle.ts';
export {
  bindWorker,
  tasks,
  type Listed,
  type TargetFunction,
  type TaskMap,
  type Tasks,
  type ThreadTarget,
} from './thread/tasks.ts';
export { threadErrorHook, type ThreadErrorHook, type ThreadFailure } from './thread/error-hook.ts';
export type {
  BareOptions,
  TerminateOptions,
  ThreadOptions,
  ThreadSettings,
} from './thread/options.ts';
export { Thread, type ResultOf } from './thread/thread.ts';
export { ThreadLocal } from './thread/thread-local.ts';
export { mainThread, threads } from './thread/threads.ts';
export { Timer, type TimerOptions } from './thread/timer.ts';
export { sleep } from './time/sleep.ts';
export { dump, type Dump, type DumpedTask, type DumpedWait } from './trace/dump.ts';
export { safeOrder, type BankState } from './lock/safe-order.ts';
export { lockOrder, type LockOrderMode } from './trace/lock-order.ts';
export { captureStacks } from './trace/stacks.ts';
export { watchStall, type StallOptions } from './trace/watch-stall.ts';
export type { Shareable } from './wire/kind.ts';
export type { Sendable } from './wire/sendable.ts';
export { transfer } from './wire/transfer.ts';
