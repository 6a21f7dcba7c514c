import {
  select,
  tasks,
  type Channel,
  type Coroutine,
  type LifoQueue,
  type PriorityQueue,
  type SimpleQueue,
} from 'heddle';

type Ranked = readonly [rank: number, name: string];

/** Threads that use channels, and queues of other kinds than a line. */
export const passingOn = tasks('passing-on', import.meta.url, {
  byRank: (a: Ranked, b: Ranked): number => a[0] - b[0],

  /** Puts each of them, and gives what it gets then. */
  putThenGet<T>(
    queue: LifoQueue<T> | PriorityQueue<T> | SimpleQueue<T>,
    items: readonly T[],
    count: number,
  ): T[] {
    for (const item of items) queue.putSync(item);
    return Array.from({ length: count }, () => queue.getSync());
  },

  putAll(queue: SimpleQueue<number>, from: number, count: number): void {
    for (let n = from; n < from + count; n += 1) queue.putSync(n);
  },

  /** Gets until it is shut down, and gives all of it. */
  async getAll(queue: SimpleQueue<number>): Promise<number[]> {
    const all: number[] = [];
    for await (const n of queue) all.push(n);
    return all;
  },

  sendAll(channel: Channel<number>, from: number, count: number): void {
    for (let n = from; n < from + count; n += 1) channel.sendSync(n);
    channel.close();
  },

  /** Sends back each ball that comes over the same channel, with 1 added. */
  *returnBalls(channel: Channel<number>, count: number): Coroutine<void> {
    for (let i = 0; i < count; i += 1) {
      const ball = yield* channel.receive();
      yield* channel.send(ball + 1);
    }
  },

  returnBallsBlocking(channel: Channel<number>, count: number): void {
    for (let i = 0; i < count; i += 1) channel.sendSync(channel.receiveSync() + 1);
  },

  /** Sends its own item, or receives another's, whichever can be; gives what came, or nothing. */
  *eitherWay(channel: Channel<string>, item: string): Coroutine<string> {
    const chosen = yield* select({ sent: channel.sending(item), received: channel });
    return chosen.key === 'sent' ? 'sent' : `received ${chosen.value}`;
  },

  receiveInTime(channel: Channel<string>, timeout: number): string {
    try {
      return `got ${channel.receiveSync({ timeout })}`;
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  },
});
