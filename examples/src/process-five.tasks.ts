import { currentProcess, sleep, tasks } from 'heddle';

export const nappers = tasks('nappers', import.meta.url, {
  async nap(number: number, ms: number) {
    await sleep(ms);
    console.log(`napper ${number} woke up`);
    return currentProcess().pid;
  },
});
