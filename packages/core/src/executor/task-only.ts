import type { TaskFunction } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { referenceOf, titleOf, type TaskReference } from '../thread/known-tasks.ts';

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
  const name =
    typeof fn === 'function' && /^\p{ID_Start}\p{ID_Continue}*$/u.test(fn.name) ? fn.name : 'fn';
  throw new InvalidArgumentError(
    `${action}: needs a function of a tasks() module, got ${show(fn)}; a ${worker} has its own memory and finds the function by ` +
      `the module's id: export const work = tasks('work', import.meta.url, { ${name} }) in a file of its own, and ${action}(work.${name})`,
  );
}
