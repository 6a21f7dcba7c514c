import { Queue, Thread } from 'heddle';
import { sumBelow, type Contest, type Side } from '../contest.ts';
import { openWorker } from '../peers/bare-worker.ts';
import { items, type ItemKind } from '../threads/items.ts';
import { receiving } from '../threads/receiving.ts';

function heddle(name: string, target: typeof receiving.blocking, kind: ItemKind): Side {
  const { make } = items[kind];
  const [counts, sums] = [new Queue<number>(), new Queue<number>()];
  const queue = new Queue<unknown>({ name: 'items' });
  const thread = Thread.start({ target, args: [kind, counts, queue, sums] });
  const ended = thread.result().then(() => NaN);
  return {
    name,
    async run(operations) {
      await counts.put(operations);
      for (let i = 0; i < operations; i += 1) await queue.put(make(i));
      return Promise.race([sums.get(), ended]);
    },
    async close() {
      await counts.put(0);
      await ended;
    },
  };
}

function postMessage(kind: ItemKind): Side {
  const { make } = items[kind];
  const worker = openWorker(new URL('../threads/receiving-bare.ts', import.meta.url));
  let answered: ((sum: number) => void) | undefined;
  worker.onMessage((sum) => answered?.(sum as number));
  worker.post(kind);
  return {
    name: 'postMessage',
    run: (operations) =>
      new Promise((resolve) => {
        answered = resolve;
        worker.post(operations);
        for (let i = 0; i < operations; i += 1) worker.post(make(i));
      }),
    async close() {
      await worker.terminate();
    },
  };
}

/** An item from one thread to another; the round ends when the last was received. */
export const queueThreadsContests: readonly Contest[] = (
  [
    ['number', 'a number'],
    ['object', 'a small object'],
    ['bytes', 'a Uint8Array of 64 bytes'],
  ] as const
).flatMap(([kind, title]): Contest[] => [
  {
    id: `queue-threads-${kind}`,
    title: `${title} to another thread, await put, getSync there`,
    sum: sumBelow,
    open: () => [heddle('await put, getSync', receiving.blocking, kind), postMessage(kind)],
  },
  {
    id: `queue-threads-${kind}-await`,
    title: `${title} to another thread, await put, await get there`,
    sum: sumBelow,
    open: () => [
      heddle(
        'await put, await get',
        receiving.awaiting as unknown as typeof receiving.blocking,
        kind,
      ),
      postMessage(kind),
    ],
  },
]);
