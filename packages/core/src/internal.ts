// For Heddle's own packages only: no promise of stability.
export * from './platform.ts';
export { installPlatform, platform } from './realm.ts';
export { install } from './thread/serve.ts';
export { reportStalls } from './trace/stall.ts';
// What adapters are made of.
export { builtWorker } from './thread/built-worker.ts';
export { keepAlive } from './thread/keep-alive.ts';
export { mailbox } from './thread/mailbox.ts';
export { webParentLink, webWorkerLink } from './thread/web-worker.ts';
export type { WebWorker, WorkerTraits } from './thread/web-worker.ts';
export { shareExecutors } from './executor/share-executor.ts';
// What processes are made of.
export { root } from './coroutine/scope.ts';
export { newTask } from './coroutine/task.ts';
export { requireOptions, type Known } from './known-options.ts';
export { Operation, show, timeoutOf, type Observer } from './operation/operation.ts';
export { Pending, settleAll } from './operation/pending.ts';
export type { Choice } from './operation/selectable.ts';
export { refuseCopy } from './refuse-copy.ts';
export { Ring } from './scheduler/ring.ts';
export { tellError } from './tell.ts';
export { begin, beginChoice, timedOut } from './time/limit.ts';
export { childChanged } from './thread/children.ts';
export { makeReady } from './scheduler/loop.ts';
export { enterProcess, requireLoaded } from './thread/current.ts';
export { afterGrace } from './thread/grace.ts';
export {
  isThreadClass,
  referenceOf,
  type ChunkManner,
  type Outcome,
  type TargetFunction,
  type TaskReference,
  type ThreadClass,
} from './thread/known-tasks.ts';
export { Lifetime } from './thread/lifetime.ts';
export type { Mailbox } from './thread/mailbox.ts';
export {
  daemonFor,
  graceFor,
  madeHere,
  making,
  memoryLimitFor,
  nameFor,
  startTimeoutFor,
} from './thread/options.ts';
export type { Ended, Start } from './thread/protocol.ts';
export { Run, type Follower, type Job, type Place } from './thread/run.ts';
export { addOutsider, removeOutsider, stirred } from './thread/rest.ts';
export { cancelHere, listenTo, type Seat } from './thread/serve.ts';
export { classOf, targetOf, type RunnerWords } from './thread/target.ts';
export { Inside } from './thread/thread.ts';
export { Line } from './wait/line.ts';
export type { Waitable } from './wait/wait.ts';
export type { Boundary } from './wire/boundary.ts';
export { movingBuffers, readOwnValue, readValue, writeValue } from './wire/bytes.ts';
export { joinStacks, registerErrorClass } from './wire/error.ts';
export type { Kind } from './wire/kind.ts';
export { requireCount, requireText } from './executor/check-options.ts';
export type { Deaths } from './executor/deaths.ts';
export { knownOfExecutors } from './executor/executor.ts';
export { MapCalls } from './executor/map-calls.ts';
export { requireItems, type Items } from './executor/map-source.ts';
export { idOf as idOfExecutor } from './executor/share-executor.ts';
export { threadKind, type Places } from './executor/thread-worker.ts';
export type { WorkerKind } from './executor/worker-kind.ts';
export { checkWorkers, knownOfWorkers } from './executor/worker-options.ts';
export { enableSharing } from './thread/sharing.ts';
// What a process serves to another.
export { areInline } from './thread/inline-values.ts';
export { forEach, items } from './queue/each.ts';
export { ownerOf } from './lock/owner.ts';
export { agentIfAny } from './memory/agent.ts';
export { makeRecord, RecordNumbers } from './value/record-numbers.ts';
export { current, setCurrent, type Running } from './wait/current.ts';
export { currentHolder, thisThread, type Holder } from './wait/holder.ts';
export type { Wait } from './wait/wait.ts';
export { decode, encode, type Wired } from './wire/value.ts';
export { registerKind } from './wire/kind.ts';
