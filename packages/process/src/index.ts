export {
  activeChildren,
  currentProcess,
  parentProcess,
  type CurrentProcess,
  type ProcessInfo,
} from './current.ts';
export type { BareProcessOptions, ProcessOptions, ProcessSettings, RunOptions } from './options.ts';
export { Connection } from './connection.ts';
export { connectionWait, type WaitedFor } from './connection-wait.ts';
export {
  BrokenPipeError,
  BrokenProcessPoolError,
  EndOfFileError,
  PermissionError,
  ProcessDiedError,
  ProcessStartError,
  type ProcessEnd,
} from './errors.ts';
export { Pipe, type PipeOptions } from './pipe.ts';
export { Pool, type PoolOptions } from './pool.ts';
export { AsyncResult, type AsyncOptions } from './async-result.ts';
export type { ImapOptions, PoolMapOptions } from './pool-map-options.ts';
export { ResultIterator } from './result-iterator.ts';
export { WorkerPool } from './worker-pool.ts';
export { Process } from './process.ts';
export { ProcessPoolExecutor, type ProcessPoolOptions } from './process-pool-executor.ts';
export type { RuntimeName } from './runtime.ts';
export type { Sentinel } from './sentinel.ts';
export type { OutputOption } from './spawned.ts';
