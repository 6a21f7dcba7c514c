import { afterEach, describe, expect, it } from 'vitest';
import { TimeoutError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import {
  exploreThreads,
  task,
  thirdTasks,
  type Threads,
  type ThreadsOptions,
} from '../testing/explored-threads.ts';
import { setPatience } from './claim.ts';
import { granted, holding } from './handed.fixture.ts';
import { Semaphore } from './semaphore.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

afterEach(() => {
  setPatience(1);
});

type Name = 'main' | 'other' | 'third';
type Bodies = Record<Name, (semaphore: Semaphore) => void>;

/** Each of them with a semaphore that main has made. */
async function exploreWith(
  permits: number,
  program: (threads: Threads) => Bodies,
  options: ThreadsOptions<Name>,
): Promise<void> {
  await exploreThreads((threads) => {
    const { main, other, third } = program(threads);
    const received = (box: number): Semaphore =>
      receiveThing<Semaphore>(threads, 'semaphore', { permits }, box);
    return {
      main() {
        const semaphore = new Semaphore(permits);
        sendThing(threads, semaphore, 0);
        sendThing(threads, semaphore, 1);
        threads.mark();
        main(semaphore);
      },
      other: () => other(received(0)),
      third: () => third(received(1)),
    };
  }, options);
}

/** Does something with a permit, unless its time is over. */
function within(threads: Threads, semaphore: Semaphore): void {
  try {
    holding(threads, semaphore.acquireSync({ timeout: 10 }));
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  threads.mark();
}

describe.each([
  ['whoever comes first', 1],
  ['one that was woken in vain comes next', -1],
])(
  'a shared semaphore, three threads with up to 2 preemptions, %s',
  { timeout: 120_000 },
  (_, patience) => {
    it('lets one in at a time, parked or in an event loop', async () => {
      setPatience(patience);
      await exploreWith(
        1,
        (threads) => ({
          main: (semaphore) => holding(threads, semaphore.acquireSync()),
          other: (semaphore) => holding(threads, semaphore.acquireSync()),
          third: (semaphore) => holding(threads, granted(threads, semaphore.acquire())),
        }),
        { preemptions: 2 },
      );
    });

    it('wakes as many as there are permits, one release after another or both at once', async () => {
      for (const releases of [[1, 1], [2]]) {
        setPatience(patience);
        await exploreWith(
          0,
          () => ({
            main: (semaphore) => {
              for (const permits of releases) semaphore.release(permits);
            },
            other: (semaphore) => void semaphore.acquireSync(),
            third: (semaphore) => void semaphore.acquireSync(),
          }),
          { preemptions: 2 },
        );
      }
    });

    it('loses no wake-up to one whose time was over', async () => {
      setPatience(patience);
      await exploreWith(
        0,
        (threads) => ({
          main: (semaphore) => semaphore.release(),
          other: (semaphore) => within(threads, semaphore),
          third: (semaphore) => holding(threads, semaphore.acquireSync()),
        }),
        { preemptions: 2 },
      );
    });

    it('loses no wake-up to a task that gives up', async () => {
      setPatience(patience);
      await exploreWith(
        0,
        (threads) => ({
          main: (semaphore) => semaphore.release(),
          other: (semaphore) => holding(threads, semaphore.acquireSync()),
          third(semaphore) {
            const waiter = task('waiter', thirdTasks[0]!);
            const wait = threads.as(waiter, () => semaphore.acquire());
            wait.catch(() => {});
            if (!wait._settled) threads.turn();
            if (!wait._giveUp(new Error('given up'))) holding(threads, wait._outcome());
          },
        }),
        { preemptions: 2 },
      );
    });
  },
);

describe('a shared semaphore that is asked for several at once', { timeout: 120_000 }, () => {
  it('wakes one who asks for few, when there is too little for who asks for many: 3 preemptions', async () => {
    await exploreWith(
      0,
      () => ({
        main: (semaphore) => semaphore.release(),
        other: (semaphore) => void semaphore.acquireSync({ permits: 2 }),
        third(semaphore) {
          semaphore.acquireSync();
          semaphore.release(2);
        },
      }),
      { preemptions: 3 },
    );
  });

  it('does so when another one, who was woken, had given up: four threads, 2 preemptions', async () => {
    const received = (threads: Threads, box: number): Semaphore =>
      receiveThing<Semaphore>(threads, 'semaphore', { permits: 0 }, box);
    await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore(0);
          for (const box of [0, 1, 2]) sendThing(threads, semaphore, box);
          for (const box of [3, 4]) threads.receive(box);
          threads.mark();
          semaphore.release();
        },
        other() {
          const semaphore = received(threads, 0);
          threads.send(1, 3);
          try {
            semaphore.acquireSync({ timeout: 10 }).release();
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
          }
        },
        third() {
          received(threads, 1).acquireSync({ permits: 2 });
        },
        fourth() {
          const semaphore = received(threads, 2);
          threads.send(1, 4);
          semaphore.acquireSync();
          semaphore.release(2);
        },
      }),
      { preemptions: 2 },
    );
  });

  it('is the turn of one who asks for many and was woken in vain, until that one has it or gives up: 2 preemptions', async () => {
    setPatience(-1);
    const ends = new Set<string>();
    await exploreWith(
      0,
      (threads) => ({
        main(semaphore) {
          semaphore.release();
          semaphore.release();
          threads.receive(2);
          expect(semaphore.available).toBe(2);
        },
        other(semaphore) {
          try {
            semaphore.acquireSync({ permits: 2, timeout: 10 }).release();
            ends.add('had them');
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            ends.add('gave up');
          }
          threads.mark();
          threads.send(1, 3);
        },
        third(semaphore) {
          semaphore.acquireSync().release();
          threads.mark();
          threads.receive(3);
          threads.send(1, 2);
        },
      }),
      { preemptions: 2 },
    );
    expect([...ends].toSorted()).toEqual(['gave up', 'had them']);
  });
});

describe.each([
  ['whoever comes first', 1],
  ['one that was woken in vain comes next', -1],
])(
  'a shared semaphore, one of three threads dying at any step, 2 preemptions, %s',
  { timeout: 240_000 },
  (_, patience) => {
    /** What the creator of a thread does as soon as it hears of its death. */
    function buried(threads: Threads): boolean {
      const died = threads.died();
      if (died) Agent.dismiss(threads.memory, threads.enlisted('other'));
      threads.mark();
      return died;
    }

    it('goes on to the next one when a waiter dies, whom it was just to wake or not; what that one had taken is lost', async () => {
      setPatience(patience);
      const lost = new Set<number>();
      await exploreWith(
        0,
        (threads) => ({
          main(semaphore) {
            semaphore.release();
            buried(threads);
            semaphore.release();
            threads.receive(2);
            lost.add(2 - semaphore.available);
          },
          other: (semaphore) => semaphore.acquireSync().release(),
          third(semaphore) {
            semaphore.acquireSync().release();
            threads.send(1, 2);
          },
        }),
        { preemptions: 2, dies: 'other' },
      );
      expect([...lost].toSorted()).toEqual([0, 1]);
    });

    it('goes on though the one that released died before it woke anybody', async () => {
      setPatience(patience);
      await exploreWith(
        0,
        (threads) => ({
          main(semaphore) {
            buried(threads);
            // What the dead one did not release is released for it: it never takes any.
            if (semaphore.available === 0) semaphore.release();
            threads.receive(2);
          },
          other: (semaphore) => semaphore.release(),
          third(semaphore) {
            semaphore.acquireSync().release();
            granted(threads, semaphore.acquire()).release();
            threads.send(1, 2);
          },
        }),
        { preemptions: 2, dies: 'other' },
      );
    });
  },
);
