import type { Limits } from './call-limits.ts';

/** What an executor was told when it was made. */
export interface PoolOptions {
  readonly name: string;
  readonly workerNamePrefix: string;
  readonly maxWorkers: number;
  readonly minWorkers: number;
  readonly tasksPerWorker: number;
  readonly maxTasksPerChild: number;
  readonly maxQueue: number;
  readonly ageing: number;
  readonly onWorkerDeath: 'replace' | 'break';
}

/** How a call is to be made. */
export interface How {
  readonly limits?: Limits;
  readonly priority: number;
  readonly transfer?: readonly object[];
}
