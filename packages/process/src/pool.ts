import { Executor, type Listed, type ThreadTarget } from '@heddle/core';
import { idOfExecutor, requireCount, type Known } from '@heddle/core/internal';
import { processKind } from './process-kind.ts';
import { knownOfProcessPools, type ProcessPoolOptions } from './process-pool-executor.ts';
import { WorkerPool } from './worker-pool.ts';

/** What an executor is asked for and a pool is not, which has `processes`. */
type OfExecutors = 'maxWorkers' | 'minWorkers' | 'maxQueue' | 'ageing';

export interface PoolOptions<I extends ThreadTarget = ThreadTarget> extends Omit<
  ProcessPoolOptions<I>,
  OfExecutors
> {
  /** As many processes it has at most. @default as many as there are cores */
  processes?: number;
}

const {
  maxWorkers: _maxWorkers,
  minWorkers: _minWorkers,
  maxQueue: _maxQueue,
  ageing: _ageing,
  ...shared
} = knownOfProcessPools;
const known: Known<PoolOptions> = { processes: true, ...shared };

/**
 * Processes that run functions of `tasks` modules: a call at a time, over many items, or without waiting. The calls of one that
 * dies fail with ProcessDiedError, and another takes its place. `await using` ends it with `terminate`.
 * @example
 * await using pool = new Pool({ processes: 4 });
 * const squares = await pool.map(math.square, [1, 2, 3]);
 * @throws InvalidArgumentError; CannotSendError with the path to what of `initargs` cannot cross.
 * Python: multiprocessing.Pool; with an answer also for calls whose process was killed.
 */
export class Pool<I extends ThreadTarget = ThreadTarget> extends WorkerPool<Listed> {
  constructor(options: PoolOptions<I> = {}) {
    super(new PoolExecutor(options));
  }
}

class PoolExecutor<I extends ThreadTarget> extends Executor<Listed> {
  constructor(options: PoolOptions<I>) {
    const action = 'new Pool';
    const executor = (): string => idOfExecutor(this);
    const kind = processKind({ action, noun: 'pool', executor }, options, known);
    const { processes, ...others } = options;
    if (processes !== undefined) requireCount(action, 'processes', processes, 1);
    const asked = processes === undefined ? others : { ...others, maxWorkers: processes };
    super(action, asked, options.processNamePrefix ?? '', kind);
  }
}
