import { sleep, spawn, tasks, type Coroutine } from 'heddle';
import { trace, type TraceEvent } from 'heddle/trace';

/** What an operating system's book calls it, of what a trace tells. */
const states: Partial<Record<TraceEvent['type'], string>> = {
  'task.spawned': 'ready',
  'task.began': 'running',
  'task.suspended': 'waiting',
  'wait.granted': 'ready',
  'task.resumed': 'running',
  'task.ended': 'ended',
};

function* work(): Coroutine<void> {
  yield* sleep(20);
}

export const life = tasks('life', import.meta.url, {
  /** The states that its work goes through. */
  async states(): Promise<string[]> {
    const seen: string[] = [];
    using _ = trace((event) => {
      const state = states[event.type];
      if (state !== undefined && 'task' in event && event.task?.name === 'work') seen.push(state);
    });
    await spawn(work);
    return seen;
  },
});
