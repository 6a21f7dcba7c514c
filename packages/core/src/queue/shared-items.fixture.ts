import { expect } from 'vitest';
import { receiveThing, sendThing } from '../lock/sent.fixture.ts';
import { thisAgent } from '../memory/agent.ts';
import { forEachBlock } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { kinds, queueWords, slotWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import type { Exploration } from '../testing/explore-steps.ts';
import { exploreThreads, type Threads, type ThreadsOptions } from '../testing/explored-threads.ts';
import { Queue } from './queue.ts';
import { segmentOf, setSegment } from './segments.ts';

// How explored programs of several threads use one queue, in segments so short that every program comes to their ends.

type Items = Queue<number | Uint8Array>;

/** Of the eleven words that records have in a segment of one slot, a number takes two: but one fits in beside this. */
const nearlyFull = new Uint8Array(32);

/** What is in the queue before others know it, and its bound. */
interface Beginning {
  readonly items?: readonly number[];
  readonly maxsize?: number;
}

/** Each body with a queue that main has made, where one more number fits into the segment, or the first of `items`. */
export function exploreQueue<Name extends string>(
  { items = [], maxsize = 0 }: Beginning,
  program: (threads: Threads) => Record<Name | 'main', (queue: Queue<number>) => void>,
  options?: ThreadsOptions<NoInfer<Name> | 'main'>,
): Promise<Exploration> {
  setSegment(1);
  return exploreThreads<Name | 'main'>((threads) => {
    const bodies = program(threads);
    const others = (Object.keys(bodies) as Name[]).filter((name) => name !== 'main');
    const begun: Partial<Record<Name | 'main', () => void>> = {};
    begun.main = () => {
      const queue = new Queue<number>({ maxsize });
      (queue as Items).tryPut(nearlyFull);
      others.forEach((_, box) => sendThing(threads, queue, box));
      queue.tryGet();
      queue.taskDone();
      for (const item of items) queue.tryPut(item);
      for (const box of others.keys()) threads.send(1, readyBox + box);
      threads.mark();
      bodies.main(queue);
    };
    for (const [box, name] of others.entries()) {
      begun[name] = () => {
        const queue = receiveThing<Queue<number>>(threads, 'queue', { maxsize }, box);
        threads.receive(readyBox + box);
        threads.mark();
        bodies[name](queue);
      };
    }
    return begun as Record<Name | 'main', () => void>;
  }, options);
}

const readyBox = 4;
/** All that is left in it. */
export function drain(queue: Queue<number>): number[] {
  const all: number[] = [];
  for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) all.push(item);
  return all;
}

/** Are those of one producer in the order in which they were put? */
export function inOrder(items: readonly number[], of: readonly number[]): void {
  const theirs = items.filter((item) => of.includes(item));
  expect(theirs).toEqual(theirs.toSorted((a, b) => of.indexOf(a) - of.indexOf(b)));
}

/** Was each of them got once, whoever got it? */
export function eachOnce(got: readonly number[], put: readonly number[]): void {
  expect(got.toSorted((a, b) => a - b)).toEqual(put.toSorted((a, b) => a - b));
}

/**
 * An empty queue has the segment where the next item goes, and perhaps a spare one; every other one must be free, but for one
 * that a thread had taken or left when it died.
 */
export function isWhole(memory: Memory, queue: Queue<number>, lost: number = 0): void {
  expect(queue.size).toBe(0);
  const at = thisAgent().known.slotOf(queue)! * slotWords;
  const load = (word: number): number => atomics.load(memory.words, at + word);
  const puts = load(queueWords.puts);
  const gets = load(queueWords.gets);
  const current = segmentOf(load(queueWords.putEnd + (puts & 1)));
  expect(load(queueWords.getAt + (gets & 1))).toBe(load(queueWords.putAt + (puts & 1)));
  const used = [current];
  const spare = load(queueWords.spare);
  if (spare !== 0) used.push(spare);
  const segments: number[] = [];
  forEachBlock(memory, (slot, kind) => {
    if (kind === kinds.segment) segments.push(slot);
  });
  expect(new Set(used).size).toBe(used.length);
  for (const segment of used) expect(segments).toContain(segment);
  expect(segments.length).toBeLessThanOrEqual(used.length + lost);
}
