import { afterEach, describe, expect, it } from 'vitest';
import { OverReleaseError, TimeoutError } from '../errors.ts';
import {
  exploreThreads,
  mainTasks,
  otherTasks,
  task,
  type Threads,
} from '../testing/explored-threads.ts';
import { setPatience } from './claim.ts';
import { granted, holding } from './handed.fixture.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

afterEach(() => {
  setPatience(1);
});

const soon = { timeout: 10 };
/** The box in which a thread says that it is done. */
const ready = 4;

function receive(threads: Threads, box?: number): Semaphore {
  return receiveThing<Semaphore>(threads, 'semaphore', { permits: 1 }, box);
}

/** Does something with a permit, unless its time is over. */
function within(threads: Threads, semaphore: Semaphore): void {
  try {
    holding(threads, semaphore.acquireSync(soon));
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  threads.mark();
}

describe.each([
  ['every order of the atomic accesses of two threads', 1, undefined],
  ['two threads with up to 4 preemptions, one that was woken in vain comes next', -1, 4],
])('a shared semaphore, %s', { timeout: 120_000 }, (_, patience, preemptions) => {
  const options = { preemptions };
  it('lets one in at a time when both block', async () => {
    setPatience(patience);
    const seen = await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore();
          const guard = semaphore.tryAcquire()!;
          sendThing(threads, semaphore);
          holding(threads, guard);
          holding(threads, semaphore.acquireSync());
          threads.receive(ready);
          expect(semaphore.available).toBe(1);
        },
        other() {
          holding(threads, receive(threads).acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
    expect(seen.states).toBeGreaterThan(100);
  });

  it('is handed over while its permit is taken and a task waits for it, and loses neither', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore();
          const first = semaphore.tryAcquire()!;
          const second = threads.as(task('waiter', mainTasks[0]!), () => semaphore.acquire());
          sendThing(threads, semaphore);
          holding(threads, first);
          holding(threads, granted(threads, second));
          threads.receive(ready);
          expect(semaphore.available).toBe(1);
        },
        other() {
          holding(threads, receive(threads).acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('lets the tasks in that wait in an event loop', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore();
          const guard = semaphore.tryAcquire()!;
          sendThing(threads, semaphore);
          holding(threads, guard);
          holding(threads, granted(threads, semaphore.acquire()));
        },
        other() {
          const semaphore = receive(threads);
          const [a, b] = otherTasks.map((slot) =>
            threads.as(task('waiter', slot), () => semaphore.acquire()),
          );
          holding(threads, granted(threads, a!));
          holding(threads, granted(threads, b!));
        },
      }),
      options,
    );
  });

  it('loses no permit to one whose time is over as it is released', async () => {
    setPatience(patience);
    const seen = await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore();
          const guard = semaphore.tryAcquire()!;
          sendThing(threads, semaphore);
          holding(threads, guard);
          holding(threads, granted(threads, semaphore.acquire()));
          threads.receive(ready);
          expect(semaphore.available).toBe(1);
        },
        other() {
          within(threads, receive(threads));
          threads.send(1, ready);
        },
      }),
      options,
    );
    expect(seen.ends).toBeGreaterThan(1);
  });

  it('loses no permit to a task that gives up', async () => {
    setPatience(patience);
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore();
          const guard = semaphore.tryAcquire()!;
          sendThing(threads, semaphore);
          holding(threads, guard);
          holding(threads, semaphore.acquireSync());
          threads.receive(ready);
          expect(semaphore.available).toBe(1);
        },
        other() {
          const wait = receive(threads).acquire();
          wait.catch(() => {});
          if (!wait._settled) threads.turn();
          const gaveUp = wait._giveUp(new Error('given up'));
          if (!gaveUp) holding(threads, wait._outcome());
          ends.add(gaveUp ? 'gave up' : 'had it');
          threads.send(1, ready);
        },
      }),
      options,
    );
    expect([...ends].toSorted()).toEqual(['gave up', 'had it']);
  });

  it('lets one in that asks for two, as soon as there are two', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const semaphore = new Semaphore(0);
          sendThing(threads, semaphore);
          semaphore.release();
          semaphore.release();
          threads.mark();
          granted(threads, semaphore.acquire({ permits: 2 })).release();
        },
        other() {
          const semaphore = receive(threads);
          semaphore.acquireSync({ permits: 2 }).release();
        },
      }),
      options,
    );
  });
});

it('40: of two releases of a shared bounded semaphore that would go above the bound, one is refused', async () => {
  const available: number[] = [];
  const release = (semaphore: Semaphore): boolean => {
    try {
      semaphore.release();
      return false;
    } catch (error) {
      if (!(error instanceof OverReleaseError)) throw error;
      return true;
    }
  };
  await exploreThreads((threads) => ({
    main() {
      const semaphore = new BoundedSemaphore(2);
      semaphore.tryAcquire();
      sendThing(threads, semaphore);
      const refused = Number(release(semaphore)) + threads.receive(ready) - 1;
      available.push(semaphore.available);
      expect(refused).toBe(1);
    },
    other() {
      const data = { permits: 2 };
      const semaphore = receiveThing<Semaphore>(threads, 'bounded-semaphore', data);
      threads.send(release(semaphore) ? 2 : 1, ready);
    },
  }));
  expect(new Set(available)).toEqual(new Set([2]));
});
