import type { Task } from './task.ts';

/** The tasks that must have ended before `run` does. */
export type Scope = Set<Task<unknown>>;
