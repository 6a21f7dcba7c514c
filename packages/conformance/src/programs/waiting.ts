import { tasks, type Queue } from 'heddle';

/** Threads that wait for each other. */
export const waiting = tasks('waiting', import.meta.url, {
  block(queue: Queue<string>): string {
    return queue.getSync();
  },
  *wait(queue: Queue<string>) {
    return yield* queue.get();
  },
});
