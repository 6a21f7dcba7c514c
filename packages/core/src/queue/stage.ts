import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import type { TaskGroup } from '../coroutine/task-group.ts';
import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { noTask } from '../no-task.ts';

export interface StageOptions {
  /** How many items are worked on at the same time. @default 1 */
  workers?: number;
  /**
   * The results come in the order of the items; a worker that is done early then waits with its result until it is due.
   * False: they come as they are done.
   * @default true
   */
  ordered?: boolean;
  /** How many items may wait for a worker. @default workers */
  buffer?: number;
  /** How messages call it. @default the function's name */
  name?: string;
  /**
   * Each worker is a thread of its own, for what computes: the function is one of a `tasks` module, and items and results
   * are copied. A thread that computes when the pipeline ends early is waited for, and so is one in a blocking call (…Sync),
   * which hears of nothing: let the function wait with yield* or await, or give the call a timeout.
   * @default false
   */
  threads?: boolean;
}

/** How a stage calls its function. */
export interface Calls<A, B> {
  /** How many calls at a time. */
  readonly callers: number;
  /** How many items may wait for one of them. */
  readonly capacity: number;
  call(item: A): Coroutine<B>;
  /** No more calls will come. */
  end(): void;
}

/** What threads can do for a stage; see thread/stage-threads.ts. */
export interface StageThreads {
  /** Is it a function that a thread can find? */
  isTask(fn: unknown): boolean;
  start<A, B>(group: TaskGroup, stage: Stage<A, B>): Calls<A, B>;
}

/** Threads are a layer above. */
export let stageThreads: StageThreads | undefined;

export function useStageThreads(threads: StageThreads): void {
  stageThreads = threads;
}

/** One step of a pipeline: a function and how it is run. Made by `stage`. */
export class Stage<A, B> {
  readonly fn: TaskFunction<[A], B>;
  readonly workers: number;
  readonly ordered: boolean;
  readonly buffer: number;
  readonly name: string;
  readonly threads: boolean;

  /** @internal */
  constructor(fn: TaskFunction<[A], B>, options: StageOptions = {}) {
    requireFunction(fn);
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`stage: options must be an object, got ${show(options)}`);
    }
    const { workers = 1, ordered = true, buffer = workers, threads = false } = options;
    const { name = fn.name || 'stage' } = options;
    requireCount('workers', workers, 1);
    requireCount('buffer', buffer, 0);
    if (typeof ordered !== 'boolean') {
      throw new InvalidArgumentError(`stage: ordered must be true or false, got ${show(ordered)}`);
    }
    if (typeof name !== 'string') {
      throw new InvalidArgumentError(`stage: name must be a string, got ${show(name)}`);
    }
    if (typeof threads !== 'boolean') {
      throw new InvalidArgumentError(`stage: threads must be true or false, got ${show(threads)}`);
    }
    if (threads && stageThreads?.isTask(fn) !== true) {
      throw noTask('stage: with threads it needs', fn, 'a thread', 'stage(work.fn, …)');
    }
    this.fn = fn;
    this.workers = workers;
    this.ordered = ordered;
    this.buffer = buffer;
    this.name = name;
    this.threads = threads;
  }
}

function requireFunction(fn: unknown): void {
  if (typeof fn === 'function') return;
  throw new InvalidArgumentError(
    `stage: needs a function to call with each item (a coroutine function, an async one or a plain one), got ${show(fn)}`,
  );
}

function requireCount(option: string, count: number, least: number): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new InvalidArgumentError(
    `stage: ${option} must be a whole number from ${least} up, got ${show(count)}`,
  );
}

/**
 * A step of a `pipeline` that says how its function is run: by how many workers at a time, with its results in order or
 * as they are done. It holds no more than `buffer + workers` items.
 * @example pipeline(urls, stage(download, { workers: 8, ordered: false }), parse);
 * @throws InvalidArgumentError for what is no function, or an option of the wrong kind.
 * Python: the workers of multiprocessing.Pool.imap and imap_unordered.
 */
export function stage<A, B>(fn: TaskFunction<[A], B>, options?: StageOptions): Stage<A, B> {
  return new Stage(fn, options);
}
