import { afterEach, describe, expect, it } from 'vitest';
import { TimeoutError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { setPatience } from './claim.ts';
import { Event } from './event.ts';
import { granted } from './handed.fixture.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

afterEach(() => {
  setPatience(1);
});

/** The box in which a thread says that it waits. */
const waits = 4;

function receive(threads: Threads, box?: number): Event {
  return receiveThing<Event>(threads, 'event', {}, box);
}

describe.each([1, -1])(
  'a shared event, every order of the atomic accesses of two threads, with a patience of %i',
  { timeout: 120_000 },
  (patience) => {
    it('43: lets a thread go on that blocks, and stays set', async () => {
      setPatience(patience);
      const seen = await exploreThreads((threads) => ({
        main() {
          const event = new Event();
          sendThing(threads, event);
          event.set();
          event.waitSync({ timeout: 0 });
        },
        other() {
          const event = receive(threads);
          event.waitSync();
          event.waitSync({ timeout: 0 });
        },
      }));
      expect(seen.states).toBeGreaterThan(20);
    });

    it('43: lets the tasks go on that wait in event loops, also those of before it was handed over', async () => {
      setPatience(patience);
      await exploreThreads((threads) => ({
        main() {
          const event = new Event();
          const early = event.wait();
          sendThing(threads, event);
          granted(threads, early);
        },
        other() {
          const event = receive(threads);
          const wait = event.wait();
          event.set();
          granted(threads, wait);
        },
      }));
    });

    it('45: set and cleared at once, it lets those go on who waited', async () => {
      setPatience(patience);
      await exploreThreads((threads) => ({
        main() {
          const event = new Event();
          sendThing(threads, event);
          threads.receive(waits);
          event.set();
          event.clear();
        },
        other() {
          const event = receive(threads);
          const wait = event.wait();
          threads.send(1, waits);
          granted(threads, wait);
        },
      }));
    });

    it('45: set and cleared at any time while a thread comes to block, it lets that one go on or keeps it for the next set', async () => {
      setPatience(patience);
      const ends = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const event = new Event();
          sendThing(threads, event);
          event.set();
          event.clear();
          const early = threads.receive(waits) === 2;
          ends.add(early ? 'the first' : 'the second');
          if (!early) event.set();
        },
        other() {
          const event = receive(threads);
          try {
            event.waitSync({ timeout: 10 });
            threads.send(2, waits);
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            threads.send(1, waits);
            event.waitSync();
          }
        },
      }));
      expect([...ends].toSorted()).toEqual(['the first', 'the second']);
    });

    it('44: a time that is over while it is set ends the wait one way or the other', async () => {
      setPatience(patience);
      const ends = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const event = new Event();
          sendThing(threads, event);
          event.set();
        },
        other() {
          const event = receive(threads);
          try {
            event.waitSync({ timeout: 10 });
            ends.add('set');
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            ends.add('late');
          }
          event.waitSync();
        },
      }));
      expect([...ends].toSorted()).toEqual(['late', 'set']);
    });

    it('a task that gives up leaves the others of its thread in line', async () => {
      setPatience(patience);
      await exploreThreads((threads) => ({
        main() {
          const event = new Event();
          sendThing(threads, event);
          event.set();
        },
        other() {
          const event = receive(threads);
          const [first, second] = [event.wait(), event.wait()];
          first.catch(() => {});
          first._giveUp(new Error('given up'));
          granted(threads, second);
        },
      }));
    });
  },
);

describe.each([1, -1])(
  'a shared event, three threads with up to 2 preemptions, with a patience of %i',
  { timeout: 240_000 },
  (patience) => {
    it('43: one set lets all go on, parked or in their event loops', async () => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const event = new Event();
            sendThing(threads, event);
            sendThing(threads, event, 1);
            event.set();
            event.waitSync({ timeout: 0 });
          },
          other() {
            receive(threads).waitSync();
          },
          third() {
            const event = receive(threads, 1);
            const wait = event.wait();
            event.waitSync();
            granted(threads, wait);
          },
        }),
        { preemptions: 2 },
      );
    });

    it('is not kept from anybody by the death of one who waits for it, or sets it', async () => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const event = new Event();
            sendThing(threads, event);
            sendThing(threads, event, 1);
            const died = threads.died();
            if (died) Agent.dismiss(threads.memory, threads.enlisted('other'));
            if (died) event.set();
            event.waitSync({ timeout: 0 });
          },
          other() {
            const event = receive(threads);
            event.set();
            event.waitSync();
          },
          third() {
            const event = receive(threads, 1);
            const wait = event.wait();
            event.waitSync();
            granted(threads, wait);
          },
        }),
        { preemptions: 2, dies: 'other' },
      );
    });
  },
);
