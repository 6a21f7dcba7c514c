import { sleep, tasks } from 'heddle';

export const sleepers = tasks('sleepers', import.meta.url, {
  async nap(number: number, ms: number) {
    await sleep(ms);
    return `sleeper ${number} woke up`;
  },
});
