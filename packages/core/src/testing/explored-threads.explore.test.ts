import { describe, expect, it } from 'vitest';
import { Agent, thisAgent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { exploreThreads, mainTasks, otherTasks, thirdTasks } from './explored-threads.ts';

describe('programs of three threads', () => {
  it('receive what one has sent, each of them, and from more boxes than one', async () => {
    const got = new Set<string>();
    const { ends } = await exploreThreads((threads) => {
      const receiver = (name: string) => () =>
        void got.add(`${name} ${threads.receive(1)} ${threads.receive()}`);
      return {
        main() {
          threads.send(7);
          threads.send(8, 1);
        },
        other: receiver('other'),
        third: receiver('third'),
      };
    });
    expect([...got].toSorted()).toEqual(['other 8 7', 'third 8 7']);
    expect(ends).toBe(1);
  });

  it('send once to a box', async () => {
    const twice = exploreThreads((threads) => ({
      main: () => threads.send(1),
      other: () => threads.send(2),
    }));
    await expect(twice).rejects.toThrow('box 0 is full');
  });

  it('wake each other by number', async () => {
    const woken = new Set<boolean>();
    const { ends } = await exploreThreads(
      (threads) => ({
        main() {
          for (const name of ['other', 'third']) thisAgent().unpark(threads.enlisted(name).thread);
        },
        other: () => void woken.add(thisAgent().park(Infinity)),
        third: () => void woken.add(thisAgent().park(Infinity)),
      }),
      { preemptions: 2 },
    );
    expect([...woken]).toEqual([true]);
    expect(ends).toBe(1);
  });

  it('find two in the critical section', async () => {
    const bad = exploreThreads(
      (threads) => ({
        main: () => threads.critical(),
        other: () => threads.critical(),
        third: () => threads.critical(),
      }),
      { preemptions: 1 },
    );
    await expect(bad).rejects.toThrow(/two are in the critical section\nafter:\n/);
  });

  it('have tasks that belong to them', async () => {
    const owners = new Map<number, boolean>();
    await exploreThreads(
      (threads) => {
        const ask = (slots: readonly number[]) => () => {
          for (const slot of slots) owners.set(slot, thisAgent().isDead(slot));
        };
        return {
          main() {
            if (!threads.died()) return;
            Agent.bury(threads.memory, threads.enlisted('third'));
            ask([...mainTasks, ...otherTasks, ...thirdTasks])();
          },
          other() {},
          third: () => void atomics.load(threads.memory.words, 0),
        };
      },
      { dies: 'third' },
    );
    expect([...owners.values()]).toEqual([false, false, false, false, true, true]);
  });
});

describe('a thread that dies', () => {
  it('is known to be dead, by whoever waits, once it was buried', async () => {
    const seen = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const died = threads.died();
          if (died) Agent.bury(threads.memory, threads.enlisted('other'));
          else thisAgent().unpark(threads.enlisted('third').thread);
          seen.add(died ? 'it died' : 'it ended');
        },
        other: () => void thisAgent().hasPermit,
        third: () => void thisAgent().park(Infinity),
      }),
      { dies: 'other', preemptions: 2 },
    );
    expect([...seen].toSorted()).toEqual(['it died', 'it ended']);
  });

  it('leaves whoever waits asleep if it is not buried', async () => {
    const hang = exploreThreads(
      (threads) => ({
        main() {
          if (!threads.died()) thisAgent().unpark(threads.enlisted('third').thread);
        },
        other: () => void thisAgent().hasPermit,
        third: () => void thisAgent().park(Infinity),
      }),
      { dies: 'other', preemptions: 0 },
    );
    await expect(hang).rejects.toThrow(/nobody can go on \(third: wait\([^]*other: dies/);
  });
});
