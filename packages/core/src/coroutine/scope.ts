import { explorer } from '../scheduler/explorer.ts';
import { Line } from '../wait/line.ts';
import type { Task } from './task.ts';

/** The tasks that belong together: of the thread, of a `run`, of a group. Kept strongly until they end. */
export class Scope {
  /** @internal */
  readonly _tasks: Line<Task<unknown>> = new Line();
  /** How many have not ended. @internal */
  _alive = 0;

  /** @internal */
  _enter(task: Task<unknown>): void {
    explorer?.entered(task);
    this._alive++;
    this._tasks.push(task);
  }

  /** @internal */
  _left(task: Task<unknown>): void {
    this._alive--;
    Line.remove(task);
  }

  /** True: the failure is seen to, so that the host has none to report. @internal */
  _failed(_task: Task<unknown>, _error: unknown): boolean {
    return false;
  }
}

/** The tasks of this thread that belong to no `run` and no group. */
export const root: Scope = /* @__PURE__ */ new Scope();
