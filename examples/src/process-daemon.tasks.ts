import { currentProcess, sleep, tasks } from 'heddle';

export const watch = tasks('watch', import.meta.url, {
  async over(ms: number) {
    const { name } = currentProcess();
    console.log(`${name} begins`);
    await sleep(ms);
    console.log(`${name} ends`);
  },
});
