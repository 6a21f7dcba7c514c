import { Task } from '../coroutine/task.ts';
import type { Operation } from '../operation/operation.ts';

/** How a text calls tasks. */
export interface Labels {
  label(task: Task<unknown>): string;
}

const names: Labels = { label: (task) => task.name };

const hint =
  ' (a host timer or I/O, perhaps: time inside explore is virtual and nothing outside can be waited for)';

/** Each of them, and what it waits for. */
export function waitsOf(tasks: readonly Task<unknown>[], labels: Labels = names): string {
  const waits = tasks.map((task) => `${labels.label(task)} waits for ${waitOf(task, labels)}`);
  const known = tasks.every((task) => task._waitsFor !== undefined);
  return waits.join('; ') + (known ? '' : hint);
}

/** What a task waits for, and who has that. */
export function waitOf(task: Task<unknown>, labels: Labels): string {
  const operation = task._waitsFor;
  if (operation === undefined) return 'something that Heddle does not know';
  const holder = operation instanceof Task ? undefined : task.waitsIn?.target.holder;
  const who = holder instanceof Task ? labels.label(holder) : holder?.describe();
  const hasEnded = holder instanceof Task && holder._settled;
  const ended = hasEnded ? ', and has ended without releasing it' : '';
  return nameOf(operation, labels) + (who === undefined ? '' : `, which ${who} holds${ended}`);
}

/** What an operation is called. */
export function nameOf(operation: Operation<unknown>, labels: Labels): string {
  return operation instanceof Task
    ? `the end of ${labels.label(operation)}`
    : operation._describe();
}
