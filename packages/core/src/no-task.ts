import { InvalidArgumentError } from './errors.ts';
import { show } from './show.ts';

/**
 * For a function that another memory cannot find.
 * @param needs What it is for, up to `a function of a tasks() module`.
 * @param runner What would run it: `a thread`.
 * @param use How it is used once it is in such a module: `submit(work.fn)`, of which `fn` becomes its name.
 */
export function noTask(
  needs: string,
  fn: unknown,
  runner: string,
  use: string,
): InvalidArgumentError {
  const name =
    typeof fn === 'function' && /^\p{ID_Start}\p{ID_Continue}*$/u.test(fn.name) ? fn.name : 'fn';
  return new InvalidArgumentError(
    `${needs} a function of a tasks() module, got ${show(fn)}; ${runner} has its own memory and finds the function by the ` +
      `module's id: export const work = tasks('work', import.meta.url, { ${name} }) in a file of its own, and ` +
      use.replace('work.fn', `work.${name}`),
  );
}
