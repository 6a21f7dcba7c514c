import { sleep, tasks } from 'heddle';

export const loop = tasks('loop', import.meta.url, {
  async work(number: number, ms: number): Promise<string> {
    await sleep(ms);
    return `worked on ${number}`;
  },
});
