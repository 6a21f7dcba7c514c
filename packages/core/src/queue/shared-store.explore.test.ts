import { describe, expect, it } from 'vitest';
import { ShutDownError, TimeoutError } from '../errors.ts';
import { thisAgent } from '../memory/agent.ts';
import { generationOf } from '../memory/shares.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { Queue } from './queue.ts';
import { shareQueues } from './share.ts';
import { setSegment } from './segments.ts';

shareQueues();
setSegment(1); // so that they come to its end, and the states of the memory are few

/** Hands the queue over, as a message would. */
function send(threads: Threads, queue: Queue<number>): void {
  threads.send((kindOf(queue)!.toHandle(queue) as { slot: number }).slot);
}

/** Waits for the message and makes the queue of it. */
function receive(threads: Threads, maxsize = 0): Queue<number> {
  const slot = threads.receive();
  const generation = generationOf(thisAgent().memory, slot);
  const data = { slot, generation, parts: [], name: undefined, maxsize };
  return fromHandleOf('queue', data) as Queue<number>;
}

describe(
  'a shared queue, every order of the atomic accesses of two threads',
  { timeout: 120_000 },
  () => {
    it('is handed over with a getter that waits: it gets what the other thread puts', async () => {
      const got = new Set<number>();
      const seen = await exploreThreads((threads) => ({
        main() {
          const queue = new Queue<number>();
          const get = queue.get();
          send(threads, queue);
          while (!get._settled) threads.turn();
          got.add(get._outcome());
        },
        other() {
          receive(threads).putSync(7);
        },
      }));
      expect([...got]).toEqual([7]);
      expect(seen.states).toBeGreaterThan(20);
    });

    it('is handed over full, with a put that waits for room: both items arrive, in order', async () => {
      const got = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const queue = new Queue<number>({ maxsize: 1 });
          queue.tryPut(1);
          const put = queue.put(2);
          send(threads, queue);
          while (!put._settled) threads.turn();
        },
        other() {
          const queue = receive(threads, 1);
          got.add(`${queue.getSync()} ${queue.getSync()}`);
        },
      }));
      expect([...got]).toEqual(['1 2']);
    });

    it('wakes a blocked getter by an item and by its end', async () => {
      const ends = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const queue = new Queue<number>();
          send(threads, queue);
          queue.tryPut(1);
          queue.shutdown();
        },
        other() {
          const queue = receive(threads);
          const first = queue.getSync();
          try {
            queue.getSync();
          } catch (error) {
            if (!(error instanceof ShutDownError)) throw error;
            ends.add(`${first}, then the end`);
          }
        },
      }));
      expect([...ends]).toEqual(['1, then the end']);
    });

    it('keeps an item whose getter gave up', async () => {
      const got = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const queue = new Queue<number>();
          send(threads, queue);
          queue.tryPut(1);
        },
        other() {
          const queue = receive(threads);
          try {
            got.add(`got ${queue.getSync({ timeout: 10 })}`);
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            got.add(`late, then got ${queue.getSync()}`);
          }
        },
      }));
      expect([...got].toSorted()).toEqual(['got 1', 'late, then got 1']);
    });
  },
);
