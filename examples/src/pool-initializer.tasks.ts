import { currentThread, sleep, tasks } from 'heddle';

/** What this worker was told before its first task. Each thread has a memory of its own, and so a `told` of its own. */
const told: number[] = [];

export const staff = tasks('staff', import.meta.url, {
  brief(number: number): void {
    told.push(number);
  },

  async work(): Promise<{ worker: string; told: number[] }> {
    await sleep(20);
    return { worker: currentThread().name, told };
  },
});
