import { explorer } from '../scheduler/explorer.ts';
import { Line } from '../wait/line.ts';
import type { Link } from '../wait/wait.ts';
import type { Task } from './task.ts';

/** The tasks that belong together: of the thread, of a `run`, of a group. Kept strongly until they end. */
export class Scope implements Link {
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
  /** @internal */
  readonly _tasks: Line<Task<unknown>> = new Line();
  /** Where a task belongs that one of these spawns by itself. @internal */
  readonly _home: Scope = this;
  /** How many have not ended. @internal */
  _alive = 0;

  /** @internal */
  _enter(task: Task<unknown>): void {
    explorer?.entered(task);
    if (this._alive++ === 0) live.push(this);
    this._tasks.push(task);
  }

  /** @internal */
  _left(task: Task<unknown>): void {
    if (--this._alive === 0) Line.remove(this);
    Line.remove(task);
  }

  /** How a list of all tasks calls it; undefined: it says nothing about them. @internal */
  describe(): string | undefined {
    return undefined;
  }

  /** True: the failure is seen to, so that the host has none to report. @internal */
  _failed(_task: Task<unknown>, _error: unknown): boolean {
    return false;
  }
}

/** Those that have tasks which have not ended. */
const live: Line<Scope> = /* @__PURE__ */ new Line();

/** All tasks of this thread that have not ended, in the order in which they were spawned as far as one scope goes. @internal */
export function* liveTasks(): Generator<Task<unknown>, void, void> {
  for (const scope of live) yield* scope._tasks;
}

/** Cancels all tasks of this thread; settles when none of them is left. */
export async function cancelAll(reason: string): Promise<void> {
  const tasks = [...liveTasks()];
  for (const task of tasks) task.cancel(reason);
  await Promise.allSettled(tasks);
}

/** The tasks of this thread that belong to no `run` and no group. */
export const root: Scope = /* @__PURE__ */ new Scope();
