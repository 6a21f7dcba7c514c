import type { TaskFunction } from '../coroutine/task.ts';
import type { TaskReference } from '../thread/known-tasks.ts';
import type { Parcel } from '../thread/parcel.ts';
import type { Deaths } from './deaths.ts';
import type { Target } from './target.ts';
import type { Employer, PoolWorker } from './worker.ts';

/** What the workers of a pool are: threads, or tasks of this one. */
export interface WorkerKind {
  /** How messages call such a pool. @default executor */
  readonly noun?: string;
  /** How a function is known there. @throws InvalidArgumentError if it cannot be run there. */
  target(
    fn: TaskFunction<readonly unknown[], unknown>,
    action: string,
  ): {
    readonly title: string;
    readonly reference: TaskReference | undefined;
  };
  /** What a call is called with, packed for its way; undefined: it goes as it is. @throws CannotSendError */
  pack(args: readonly unknown[], transfer: readonly object[] | undefined): Parcel | undefined;
  /**
   * @param title How messages call it.
   * @param task What it will run first, as far as that is known.
   * @throws NotSupportedError
   */
  start(employer: Employer, name: string, title: string, task: Target | undefined): PoolWorker;
  /** A call that does not end when it is asked to is ended with its worker. @default true */
  readonly endsWorkers?: boolean;
  /** Blocks this thread until one of these may have answered, or `ms` are over; absent where that could not be. */
  block?(workers: readonly PoolWorker[], ms: number): void;
  /** A worker that has not begun needs this thread's event loop for that. */
  readonly needsCreator?: boolean;
  /** How messages call what each worker runs before its first call, if there is such a thing. */
  readonly initializer?: string | undefined;
  /** What the end of a worker is to those who made calls in it. @default that of a thread */
  readonly deaths?: Deaths;
  /** Why it could not be. */
  readonly cannotBlock?: string;
}
