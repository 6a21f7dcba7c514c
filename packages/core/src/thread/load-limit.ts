import { ThreadStartError } from '../errors.ts';
import { addTimer, removeTimer } from '../time/timers.ts';
import { givenUpLoading } from './current.ts';
import { titleOf, type TaskReference } from './known-tasks.ts';

/** A task whose module is being loaded. One that never ends that would keep its calls, and the thread, for ever. */
export async function loadWithin<T>(
  task: TaskReference,
  ms: number,
  loading: Promise<T>,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = addTimer(ms, () => {
    givenUpLoading();
    const text =
      `the module of ${titleOf(task)}, ${task.url}, was not loaded within ${ms} ms (startTimeout): ` +
      'it must end its top level (no endless await)';
    late.reject(new ThreadStartError(text));
  });
  try {
    return await Promise.race([loading, late.promise]);
  } finally {
    removeTimer(timer);
  }
}
