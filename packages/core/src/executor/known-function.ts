import type { TaskFunction } from '../coroutine/task.ts';
import { referTo, taskOf, type TaskReference } from '../thread/known-tasks.ts';

type Fn = TaskFunction<readonly unknown[], unknown>;

/** Those whose modules this thread has not loaded: workers find them. */
const unknown: Map<string, Fn> = /* @__PURE__ */ new Map();

/** The function that stands for a task here. */
export function knownFunction(reference: TaskReference): Fn {
  const task = taskOf(reference);
  if (task !== undefined) return task as Fn;
  const key = JSON.stringify([reference.id, reference.key, reference.chunk]);
  let fn = unknown.get(key);
  if (fn === undefined) {
    fn = () => undefined;
    referTo(fn, reference);
    unknown.set(key, fn);
  }
  return fn;
}
