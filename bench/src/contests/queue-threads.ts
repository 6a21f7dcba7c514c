import { Queue, Thread } from 'heddle';
import type { Contest } from '../contest.ts';
import { ringStorage, type RingKind } from '../peers/bare-ring.ts';
import { items, type ItemKind } from '../threads/items.ts';
import { batch, relaying, type Means, type Way } from '../threads/relaying.ts';
import { TwoThreads } from '../two-threads.ts';
import { twoWorkers } from '../two-workers.ts';

const maxsize = 1024;

interface Options {
  readonly id: string;
  readonly title: string;
  readonly kind: ItemKind;
  /** Heddle's own, and those that need the same pair of threads. */
  readonly ways: Readonly<Record<string, Way>>;
  /** How many items postMessage takes at once. */
  readonly posted?: number;
}

export function openRelay(kind: ItemKind): TwoThreads<Way> {
  const hasRing = kind === 'numbers' || kind === 'records';
  const means: Means = {
    kind,
    queue: new Queue<unknown>({ maxsize, name: 'items' }),
    ring: hasRing ? ringStorage(kind satisfies RingKind) : undefined,
  };
  return new TwoThreads<Way>(([putting, getting], sums) => [
    Thread.start({ target: relaying.put, args: [means, putting, sums] }),
    Thread.start({ target: relaying.get, args: [means, getting, sums] }),
  ]);
}

/** From one thread to another; an operation is one item. */
function contest({ id, title, kind, ways, posted = 1 }: Options): Contest {
  return {
    id,
    title,
    // Long enough that it does not matter how the two threads begin.
    roundTime: 150,
    sum: items[kind].sum,
    open: () => [
      ...openRelay(kind).sides(ways),
      twoWorkers(
        posted === 1 ? 'postMessage' : `postMessage, arrays of ${posted}`,
        kind,
        ['put', 'get'],
        posted,
      ),
    ],
  };
}

const titles = {
  numbers: 'a number',
  records: 'a Uint8Array of 64 bytes',
  objects: 'an object of four fields',
  strings: 'a string of 20 letters',
} as const satisfies Record<ItemKind, string>;

const ring = (kind: ItemKind, way: Way): Record<string, Way> =>
  kind === 'numbers' || kind === 'records' ? { 'ringbuf.js': way } : {};

/** Items from one thread to another. */
export const queueThreadsContests: readonly Contest[] = [
  ...(Object.keys(titles) as ItemKind[]).flatMap((kind) => [
    contest({
      id: `queue-threads-${kind}`,
      title: `${titles[kind]} from thread to thread, both block`,
      kind,
      ways: { 'putSync, getSync': 'sync', ...ring(kind, 'ring') },
    }),
    contest({
      id: `queue-threads-${kind}-await`,
      title: `${titles[kind]} from thread to thread, both await`,
      kind,
      ways: { 'await put, await get': 'await' },
    }),
  ]),
  ...(['numbers', 'records'] as const).map((kind) =>
    contest({
      id: `queue-threads-batch-${kind}`,
      title: `${titles[kind]} from thread to thread, ${batch} at a time`,
      kind,
      ways: { 'putManySync, getManySync': 'manySync', ...ring(kind, 'ringMany') },
      posted: 100,
    }),
  ),
];
