import type { TaskFunction } from '../coroutine/task.ts';
import type { TaskReference } from '../thread/known-tasks.ts';
import type { Pool } from './pool.ts';

/** A function that a pool was given, as its workers know it. */
export interface Target {
  readonly pool: Pool;
  /** By which number calls name it. */
  readonly number: number;
  readonly fn: TaskFunction<readonly unknown[], unknown>;
  /** Where other threads find it. */
  readonly reference: TaskReference | undefined;
  /** How messages call it. */
  readonly title: string;
  /** A call of it has taken next to no time, so others may stand behind one. */
  isQuick: boolean;
}
