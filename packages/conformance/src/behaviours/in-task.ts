import type { Task } from 'heddle';
import type { Heddle } from '../behaviour.ts';

/** The class of what `action` throws in a coroutine of its own, which every runtime can tell from others; `'nothing'` where it does not. */
export function thrownInTask({ spawn, yieldNow }: Heddle, action: () => unknown): Task<string> {
  return spawn(function* () {
    yield* yieldNow();
    try {
      action();
      return 'nothing';
    } catch (error) {
      return (error as Error).name;
    }
  });
}
