import { sleep, tasks, type Queue } from 'heddle';

export const work = tasks('work', import.meta.url, {
  /** Works off one item after another, each of which takes a while. */
  async workOff(items: Queue<number>, ms: number) {
    const mine: number[] = [];
    for await (const item of items) {
      await sleep(ms);
      mine.push(item);
      items.taskDone();
    }
    return mine;
  },
});
