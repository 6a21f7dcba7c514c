import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import {
  isThreadClass,
  referenceOf,
  type TargetFunction,
  type TaskReference,
} from './known-tasks.ts';
import { noTask } from '../no-task.ts';

/** How messages call what runs a target, and the classes of such: `a worker`, `a class of threads`. */
export interface RunnerWords {
  readonly runner: string;
  readonly type: string;
}

/** @throws InvalidArgumentError if it is no function that another memory can find. */
export function targetOf(
  action: string,
  target: unknown,
  { runner, type }: RunnerWords,
): TargetFunction | undefined {
  if (target === undefined || (referenceOf(target) !== undefined && !isThreadClass(target))) {
    return target as TargetFunction | undefined;
  }
  if (!isThreadClass(target)) {
    throw noTask(`${action}: target must be`, target, runner, '{ target: work.fn }');
  }
  throw new InvalidArgumentError(
    `${action}: ${show(target)} is ${type}: new ${(target as { name: string }).name}(…).start()`,
  );
}

/** @throws InvalidArgumentError if it is no class that another memory can find. */
export function classOf(type: { readonly name: string }, { runner }: RunnerWords): TaskReference {
  const reference = referenceOf(type);
  if (reference !== undefined) return reference;
  throw new InvalidArgumentError(
    `new ${type.name}: a class with a run() of its own must be named by tasks(…, { ${type.name} }); ` +
      `${runner} has its own memory and finds the class by the module's id`,
  );
}
