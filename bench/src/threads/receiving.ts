import { tasks, type Queue } from 'heddle';
import { items, type ItemKind } from './items.ts';

/** A thread that is told how many items come, takes them, and answers with the sum over them. */
export const receiving = tasks('receiving', import.meta.url, {
  blocking(
    kind: ItemKind,
    counts: Queue<number>,
    queue: Queue<unknown>,
    sums: Queue<number>,
  ): void {
    const { read } = items[kind];
    for (let count = counts.getSync(); count > 0; count = counts.getSync()) {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += read(queue.getSync());
      sums.putSync(sum);
    }
  },

  async awaiting(
    kind: ItemKind,
    counts: Queue<number>,
    queue: Queue<unknown>,
    sums: Queue<number>,
  ): Promise<void> {
    const { read } = items[kind];
    for (let count = await counts.get(); count > 0; count = await counts.get()) {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += read(await queue.get());
      await sums.put(sum);
    }
  },
});
