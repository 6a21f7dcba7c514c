import process from 'node:process';
import { TaskGroup, tasks, yieldNow, type Coroutine } from 'heddle';

export const crowd = tasks('crowd', import.meta.url, {
  /** As many coroutines as there are numbers: each waits for its turn, and adds its own. */
  *add(first: number, count: number): Coroutine<{ pid: number; atOnce: number; sum: number }> {
    let sum = 0;
    let atOnce = 0;
    yield* new TaskGroup().run((group) => {
      for (let number = first; number < first + count; number += 1) {
        group.spawn(function* () {
          yield* yieldNow();
          sum += number;
        });
      }
      atOnce = group.size;
    });
    return { pid: process.pid, atOnce, sum };
  },
});
