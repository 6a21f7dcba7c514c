import { expect } from 'vitest';
import { MemoryFullError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { kinds } from '../memory/layout.ts';
import { close } from './close.ts';
import { tasks } from './tasks.ts';
import { arrive, here, inThread, send, there, type Sent } from './two-agents.fixture.ts';
import { LifoQueue } from '../queue/lifo-queue.ts';
import { PriorityQueue } from '../queue/priority-queue.ts';

/** What comes first is its key's; the rest only tells it from others. */
export type Keyed = readonly [key: number, rest: unknown];

/** What `compare` does besides, if anything. */
export const aside: { before: (() => void) | undefined } = { before: undefined };

export const orders: { byKey(a: Keyed, b: Keyed): number } = tasks(
  'table-items.test',
  import.meta.url,
  {
    byKey(a: Keyed, b: Keyed): number {
      aside.before?.();
      return a[0] - b[0];
    },
  },
);

export type Table<T> = LifoQueue<T> | PriorityQueue<T>;

const makeLifo = (maxsize = 0): LifoQueue<Keyed> => new LifoQueue({ maxsize });
export const makePriority = (maxsize = 0): PriorityQueue<Keyed> =>
  new PriorityQueue({ maxsize, compare: orders.byKey });

/** A queue as this thread has it, and as another has it. */
export interface Shared<T> {
  readonly mine: Table<T>;
  readonly theirs: Table<T>;
  readonly sent: Sent;
}

export function shared<T>(mine: Table<T>, agent: Agent = there): Shared<T> {
  const sent = send(mine);
  return { mine, theirs: arrive(sent, agent) as unknown as Table<T>, sent };
}

/** Nobody knows it any more. */
export function closeBoth<T>({ mine, theirs }: Shared<T>): void {
  close(mine);
  inThread(there, () => close(theirs));
}

/** All that is left in it, as it comes out. */
export function drained<T>(queue: Table<T>): T[] {
  const all: T[] = [];
  while (!queue.empty) all.push(queue.tryGet()!);
  return all;
}

/** The order in which a queue gives these, put in one after the other. */
export function orderOf(kind: 'LIFO' | 'priority', all: readonly Keyed[]): Keyed[] {
  return kind === 'LIFO' ? all.toReversed() : all.toSorted((a, b) => a[0] - b[0]);
}

/**
 * Does something when there is memory for no block, then again when there is for one more, and so on, until `after` sees that
 * it is done. @returns How many blocks that took.
 */
export function whileMemoryEnds<G, R>(
  begin: () => G,
  body: (given: G) => R,
  after: (given: G, result: R) => boolean,
): number {
  for (let blocks = 0; ; blocks++) {
    expect(blocks).toBeLessThan(1000);
    const given = begin();
    const result = withBlocks(blocks, () => body(given));
    if (after(given, result)) return blocks;
  }
}

/** Runs it while no more than so many blocks can be had. */
function withBlocks<R>(blocks: number, body: () => R): R {
  const { memory } = here;
  const { grow } = memory;
  let left = 0;
  memory.grow = (end) => {
    if (left-- <= 0) throw new MemoryFullError('shared memory is full');
    grow.call(memory, end);
  };
  const taken: number[] = [];
  try {
    // What was free is not to be found any more.
    for (let size = 1; size <= 2 ** 12; size *= 2) {
      for (;;) {
        try {
          taken.push(allocate(memory, size, 'name'));
        } catch (error) {
          if (!(error instanceof MemoryFullError)) throw error;
          break;
        }
      }
    }
    left = blocks;
    return body();
  } finally {
    memory.grow = grow;
    for (const block of taken) free(memory, block, kinds.name);
  }
}

export const tables: readonly ['LIFO' | 'priority', (maxsize?: number) => Table<Keyed>][] = [
  ['LIFO', makeLifo],
  ['priority', makePriority],
];

/** So many items with keys that come again and again, each with its own number. */
export function items(count: number, keys = 7): Keyed[] {
  return Array.from({ length: count }, (_, n) => [(n * 5) % keys, n]);
}

/** A shared queue with these in it. */
export function withItems(
  make: () => Table<Keyed>,
  filled: readonly Keyed[],
  agent: Agent = there,
): Shared<Keyed> {
  const queue = make();
  for (const item of filled) queue.tryPut(item);
  return shared(queue, agent);
}

export function failsForMemory(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(MemoryFullError);
    return true;
  }
}
