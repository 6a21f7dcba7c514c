import type { Task } from 'heddle';
import { trace } from 'heddle/trace';
import type { Lanes } from './lanes.ts';

/** What goes on in this thread, as lanes, until `stop`. */
export interface Watch {
  /** Notes the task that was spawned last, so that it can be found by the number that the trace gave it. */
  keep<T>(task: Task<T>): Task<T>;
  task(id: number): Task<unknown> | undefined;
  stop(): void;
}

export function watch(lanes: Lanes): Watch {
  const tasks = new Map<number, Task<unknown>>();
  let latest = 0;
  const stop = trace((event) => {
    const { task, time } = event as { task?: { id: number; name: string }; time: number };
    if (task === undefined) return;
    switch (event.type) {
      case 'task.spawned':
        latest = task.id;
        lanes.spawned(task.id, task.name, time);
        break;
      case 'task.began':
      case 'task.resumed':
        lanes.resumed(task.id, time);
        break;
      case 'task.suspended':
        lanes.suspended(task.id, event.on, time);
        break;
      case 'wait.granted':
      case 'wait.givenUp':
        lanes.woken(task.id, time);
        break;
      case 'task.cancel':
        lanes.cancelled(task.id, time);
        break;
      case 'task.ended':
        lanes.ended(task.id, event.outcome, time);
        tasks.delete(task.id);
        break;
      case 'lock.acquired':
        lanes.acquired(task.id, event.lock, time);
        break;
      case 'lock.released':
        lanes.released(task.id, event.lock, time);
    }
  });
  return {
    keep(task) {
      tasks.set(latest, task);
      return task;
    },
    task: (id) => tasks.get(id),
    stop,
  };
}
