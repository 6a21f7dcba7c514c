import { afterEach, expect, it } from 'vitest';
import { exploreThreads, mainTasks, otherTasks, task } from '../testing/explored-threads.ts';
import { setPatience } from './claim.ts';
import { Event } from './event.ts';
import { granted } from './handed.fixture.ts';
import { Lock } from './lock.ts';
import { Semaphore } from './semaphore.ts';
import { RwLock } from './rw-lock.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareRwLocks } from './share-rw-lock.ts';
import { shareLocks } from './share.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareLocks();
shareRwLocks();
shareSynchronizers();

afterEach(() => {
  setPatience(1);
});

it('a thread whose tasks waited too long, and that blocks for something else, keeps nobody from a permit: 3 preemptions', async () => {
  setPatience(-1);
  const seen = await exploreThreads(
    (threads) => ({
      main() {
        const semaphore = new Semaphore(0);
        const event = new Event();
        sendThing(threads, semaphore, 0);
        sendThing(threads, event, 1);
        const wait = semaphore.acquire();
        threads.send(1, 2);
        event.waitSync();
        granted(threads, wait);
      },
      other() {
        const semaphore = receiveThing<Semaphore>(threads, 'semaphore', { permits: 0 }, 0);
        const event = receiveThing<Event>(threads, 'event', {}, 1);
        threads.receive(2);
        semaphore.release();
        semaphore.acquireSync();
        event.set();
        semaphore.release();
      },
    }),
    { preemptions: 3 },
  );
  expect(seen.ends).toBeGreaterThan(0);
});

it('a thread whose tasks waited too long, and that blocks for something else, keeps nobody from a lock: 3 preemptions', async () => {
  setPatience(-1);
  const seen = await exploreThreads(
    (threads) => ({
      main() {
        const lock = new Lock();
        const event = new Event();
        sendThing(threads, lock, 0);
        sendThing(threads, event, 1);
        threads.receive(3);
        const wait = threads.as(task('waiter', mainTasks[0]!), () => lock.acquire());
        threads.send(1, 2);
        event.waitSync();
        granted(threads, wait).release();
      },
      other() {
        const lock = receiveThing<Lock>(threads, 'lock', { owned: true, fair: false }, 0);
        const event = receiveThing<Event>(threads, 'event', {}, 1);
        const holder = task('holder', otherTasks[0]!);
        const guard = threads.as(holder, () => lock.tryAcquire()!);
        threads.send(1, 3);
        threads.receive(2);
        guard.release();
        const again = threads.as(holder, () => lock.acquireSync());
        event.set();
        again.release();
      },
    }),
    { preemptions: 3 },
  );
  expect(seen.ends).toBeGreaterThan(0);
});

it('a fair lock is not handed to a thread that blocks for something else: 3 preemptions', async () => {
  const seen = await exploreThreads(
    (threads) => ({
      main() {
        const lock = new Lock({ fair: true });
        const event = new Event();
        sendThing(threads, lock, 0);
        sendThing(threads, event, 1);
        threads.receive(3);
        const wait = threads.as(task('waiter', mainTasks[0]!), () => lock.acquire());
        threads.send(1, 2);
        event.waitSync();
        granted(threads, wait).release();
      },
      other() {
        const lock = receiveThing<Lock>(threads, 'lock', { owned: true, fair: true }, 0);
        const event = receiveThing<Event>(threads, 'event', {}, 1);
        const holder = task('holder', otherTasks[0]!);
        const guard = threads.as(holder, () => lock.tryAcquire()!);
        threads.send(1, 3);
        threads.receive(2);
        guard.release();
        const again = threads.as(holder, () => lock.acquireSync());
        event.set();
        again.release();
      },
    }),
    { preemptions: 3 },
  );
  expect(seen.ends).toBeGreaterThan(0);
});

it('a writer that waits for readers to leave, in a thread that blocks for something else, holds no reader back: 3 preemptions', async () => {
  const seen = await exploreThreads(
    (threads) => ({
      main() {
        const lock = new RwLock();
        const event = new Event();
        sendThing(threads, lock, 0);
        sendThing(threads, event, 1);
        threads.receive(3);
        const wait = threads.as(task('writer', mainTasks[0]!), () => lock.write.acquire());
        threads.send(1, 2);
        event.waitSync();
        granted(threads, wait).release();
      },
      other() {
        const lock = receiveThing<RwLock>(threads, 'rw-lock', {}, 0);
        const event = receiveThing<Event>(threads, 'event', {}, 1);
        const [first, second] = otherTasks.map((slot) => task('reader', slot));
        const guard = threads.as(first!, () => lock.read.tryAcquire()!);
        threads.send(1, 3);
        threads.receive(2);
        const again = threads.as(second!, () => lock.read.acquireSync());
        event.set();
        again.release();
        guard.release();
      },
    }),
    { preemptions: 3 },
  );
  expect(seen.ends).toBeGreaterThan(0);
});
