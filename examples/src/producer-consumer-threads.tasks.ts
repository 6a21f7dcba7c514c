import { sleep, tasks, type Queue } from 'heddle';

function pause() {
  return sleep(Math.random() * 20);
}

export const market = tasks('market', import.meta.url, {
  async produce(shelf: Queue<string>, count: number) {
    const produced: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      await pause();
      await shelf.put(`loaf ${number}`);
      produced.push(`loaf ${number}`);
    }
    return produced;
  },

  async consume(shelf: Queue<string>, count: number) {
    const consumed: string[] = [];
    while (consumed.length < count) {
      consumed.push(await shelf.get());
      await pause();
    }
    return consumed;
  },
});
