import { ProcessPoolExecutor, Queue, tasks } from 'heddle';
import type { Side } from '../contest.ts';

const between = tasks('between', import.meta.url, {
  async produce(queue: Queue<number>, count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) await queue.put(i);
    queue.shutdown();
  },
  async consume(queue: Queue<number>): Promise<number> {
    let sum = 0;
    for await (const item of queue) sum += item;
    return sum;
  },
});

/** Numbers from one process to another, by a queue that their parent serves. */
export function queueBetween(): Side {
  const pool = new ProcessPoolExecutor({ maxWorkers: 2 });
  return {
    name: 'Queue',
    async run(operations) {
      const queue = new Queue<number>();
      const sum = pool.submit(between.consume, queue);
      await pool.submit(between.produce, queue, operations);
      return sum;
    },
    close: () => pool.shutdown(),
  };
}
