import type { TaskFunction } from '../coroutine/task.ts';
import { referenceOf, titleOf, type TaskReference } from '../thread/known-tasks.ts';
import { noTask } from '../no-task.ts';

/** How other threads know a function. @throws InvalidArgumentError if they cannot. */
export function taskOnly(
  fn: TaskFunction<readonly unknown[], unknown>,
  action: string,
  worker = 'thread',
): {
  readonly title: string;
  readonly reference: TaskReference;
} {
  const reference = referenceOf(fn);
  if (reference !== undefined) return { title: titleOf(reference), reference };
  throw noTask(`${action}: needs`, fn, `a ${worker}`, `${action}(work.fn)`);
}
