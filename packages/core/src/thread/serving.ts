import type { Task } from '../coroutine/task.ts';
import type { FromService, ToService } from './call-messages.ts';

/** The executor that this thread runs calls for, as its tasks can reach it. */
export interface Serving {
  /** As handles of it say. */
  readonly executor: string;
  send(message: FromService, moves: readonly object[]): void;
  /** Is told what comes for calls that were made here. */
  listen(listener: (message: ToService) => void): void;
  /** By which number its caller knows the call that runs as this task. */
  callOf(task: Task<unknown>): number | undefined;
}

let serving: Serving | undefined;

/** @internal */
export function serves(by: Serving): void {
  serving = by;
}

/** @internal */
export function servingHere(): Serving | undefined {
  return serving;
}
