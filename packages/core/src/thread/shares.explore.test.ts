import { describe, expect, it } from 'vitest';
import { Agent, thisAgent } from '../memory/agent.ts';
import { allocate, kindAt } from '../memory/allocate.ts';
import { kinds, queueSlots } from '../memory/layout.ts';
import { generationOf } from '../memory/shares.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { Queue } from '../queue/queue.ts';
import { setSegment } from '../queue/segments.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { close } from './close.ts';
import { enableSharing } from './sharing.ts';

enableSharing();
setSegment(1);

/** The handle of a queue on its way, as a number. */
function send(threads: Threads, queue: Queue<number>, box = 0): number {
  const { slot } = kindOf(queue)!.toHandle(queue) as { slot: number };
  threads.send(slot, box);
  return slot;
}

/** The queue that it becomes in the running thread. */
function receive(threads: Threads, box = 0): Queue<number> {
  const slot = threads.receive(box);
  const generation = generationOf(thisAgent().memory, slot);
  const data = { slot, generation, parts: [], name: undefined, maxsize: 0 };
  return fromHandleOf('queue', data) as Queue<number>;
}

/** The slot is free, and in the list of free ones once. */
function isGivenBack(slot: number): void {
  const { memory } = thisAgent();
  if (kindAt(memory, slot) !== kinds.free) throw new Error('it was not given back');
  const next = [allocate(memory, queueSlots, 'queue'), allocate(memory, queueSlots, 'queue')];
  if (next[0] !== slot || next[1] === slot) throw new Error(`it was given back to ${next.join()}`);
}

describe('what is shared, every order of the atomic accesses of two threads,', () => {
  it('is given back once, whoever lets go of it last', async () => {
    const seen = await exploreThreads((threads) => ({
      main() {
        const queue = new Queue<number>();
        const slot = send(threads, queue);
        close(queue);
        threads.receive(1);
        isGivenBack(slot);
      },
      other() {
        const queue = receive(threads);
        close(queue);
        threads.send(1, 1);
      },
    }));
    expect(seen.states).toBeGreaterThan(30);
  });

  it('comes through when it is sent to and fro by threads that do not keep it', async () => {
    const seen = await exploreThreads((threads) => ({
      main() {
        const queue = new Queue<number>();
        const slot = send(threads, queue);
        close(queue);
        const back = receive(threads, 1);
        if (kindAt(threads.memory, slot) !== kinds.queue) throw new Error('it was given back');
        close(back);
        threads.receive(2);
        isGivenBack(slot);
      },
      other() {
        const queue = receive(threads);
        send(threads, queue, 1);
        close(queue);
        threads.send(1, 2);
      },
    }));
    expect(seen.states).toBeGreaterThan(30);
  });

  it('is whole after the death of one of them at any step: given back once, or kept', async () => {
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const queue = new Queue<number>();
          const slot = send(threads, queue);
          close(queue);
          const died = threads.died();
          if (died) Agent.dismiss(threads.memory, threads.enlisted('other'));
          // Nothing hangs on what the dead one was about to do, and no two get the same.
          const next = [0, 1, 2].map(() => allocate(threads.memory, queueSlots, 'queue'));
          if (new Set(next).size < 3) throw new Error(`given out twice: ${next.join()}`);
          const isKept = !next.includes(slot);
          if (isKept && !died) throw new Error('it was not given back');
          ends.add(`${died ? 'died' : 'lived'}, ${isKept ? 'kept' : 'given back'}`);
        },
        other() {
          const queue = receive(threads);
          const more = new Queue<number>();
          kindOf(more)!.toHandle(more);
          close(more);
          close(queue);
        },
      }),
      { dies: 'other' },
    );
    expect([...ends].toSorted()).toEqual(['died, given back', 'died, kept', 'lived, given back']);
  });
});
