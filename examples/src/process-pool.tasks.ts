import { currentProcess, tasks } from 'heddle';

/** What this worker was told before its first task. Each process has a memory of its own, and so a `told` of its own. */
const told: number[] = [];

export const crew = tasks('crew', import.meta.url, {
  brief(number: number): void {
    told.push(number);
  },

  square(number: number) {
    return { worker: currentProcess().name, told, square: number ** 2 };
  },
});
