import type { Guard, Lock, Queue } from 'heddle';
import { behaviour, type Behaviour, type Fact, type Heddle } from '../behaviour.ts';
import { arithmetic } from '../tasks/arithmetic.ts';
import { locking } from '../tasks/locking.ts';

/** A lock that this flow holds and a task waits for. */
async function heldLock({ Lock, spawn, yieldNow }: Heddle) {
  const lock = new Lock({ name: 'account' });
  const guard = await lock.acquire();
  const waiter = spawn(function* () {
    (yield* lock.acquire()).release();
    return 'had it after its holder';
  });
  await spawn(function* () {
    yield* yieldNow();
  });
  return { lock, guard, waiter };
}

/** What is left of it: is it still held, and does its guard give it to the one who waits? */
async function left(lock: Lock, guard: Guard, waiter: PromiseLike<string>) {
  const { locked } = lock;
  const taken = lock.tryAcquire() !== undefined;
  guard.release();
  return { locked, taken, waiter: await waiter, lockedAtTheEnd: lock.locked };
}

const asBefore = {
  locked: true,
  taken: false,
  waiter: 'had it after its holder',
  lockedAtTheEnd: false,
};
const refusedTwice = { refused: ['ShutDownError', 'ShutDownError'], wasFree: true, ...asBefore };

/** Objects that are handed to what has ended, or that were closed themselves. */
export const handOverLate: readonly Behaviour[] = [
  behaviour({
    id: 'hand-over.to-ended',
    title:
      'a lock for a thread that has ended, a pool, a queue or a channel that takes nothing more is refused, and is as before',
    about: 'hand-over',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run(heddle, tools) {
      const { Thread, ThreadPoolExecutor, Queue, Channel, share } = heddle;
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      await pool.submit(arithmetic.add, 1, 2);
      await pool.shutdown();
      const [queue, channel] = [
        share(new Queue<Lock>()),
        share(new Channel<Lock>({ capacity: 1 })),
      ];
      queue.shutdown();
      channel.close();
      const ways: Record<string, (lock: Lock) => unknown> = {
        pool: (lock) => pool.submit(locking.giveUp, lock, 0),
        queue: (lock) => queue.put(lock),
        channel: (lock) => channel.send(lock),
      };
      const seen: Record<string, Fact> = {};
      for (const [name, hand] of Object.entries(ways)) {
        const { lock, guard, waiter } = await heldLock(heddle);
        const free = new heddle.Lock();
        const refused = [
          await tools.thrownBy(() => hand(free)),
          await tools.thrownBy(() => hand(lock)),
        ];
        const wasFree = free.tryAcquire() !== undefined;
        seen[name] = { refused, wasFree, ...(await left(lock, guard, waiter)) };
        if (name === 'pool') seen['isLocal'] = !free.shared; // a queue has made bytes of it by then
      }
      const { lock, guard, waiter } = await heldLock(heddle);
      const thread = new Thread({ target: locking.giveUp, args: [lock, 0] });
      await thread.start().result();
      const again = await tools.thrownBy(() => thread.start());
      seen['thread'] = { refused: again, ...(await left(lock, guard, waiter)) };
      return seen;
    },
    expect: {
      pool: refusedTwice,
      isLocal: true,
      queue: refusedTwice,
      channel: refusedTwice,
      thread: { refused: 'InvalidStateError', ...asBefore },
    },
  }),
  behaviour({
    id: 'hand-over.closed',
    title: 'a lock that this thread has closed is handed to nobody, and others have it as before',
    about: 'hand-over',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ Lock, Queue, Thread, ThreadPoolExecutor, close, share, toHandle }, tools) {
      const lock = new Lock({ name: 'account' });
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const thread = Thread.start({ target: locking.hold, args: [lock, said, go] });
      await said.get();
      close(lock);
      const queue = share(new Queue<Lock>());
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const ways: Record<string, () => unknown> = {
        handle: () => toHandle(lock),
        share: () => share(lock),
        thread: () => Thread.start({ target: locking.giveUp, args: [lock, 0] }),
        pool: () => pool.submit(locking.giveUp, lock, 0),
        queue: () => queue.put(lock),
      };
      const refused: string[] = [];
      for (const hand of Object.values(ways)) refused.push(await tools.thrownBy(hand));
      await go.put('let go');
      await thread.join();
      await pool.shutdown();
      return { refused, queued: queue.size, result: await thread.result().then(() => 'released') };
    },
    expect: {
      refused: Array.from({ length: 5 }, () => 'InvalidStateError'),
      queued: 0,
      result: 'released',
    },
  }),
  behaviour({
    id: 'hand-over.nobody-gets',
    title:
      'a lock in a queue that only a thread reads which has ended is as before, and comes out as the same',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run(heddle) {
      const { Thread } = heddle;
      const [queue, said] = [new heddle.Queue<Lock>(), new heddle.Queue<string>()];
      const arrived = queue as unknown as Queue<string>;
      const thread = Thread.start({ target: arithmetic.meet, args: [arrived, said] });
      await queue.get(); // its name
      await said.put('end');
      await thread.result();
      const { lock, guard, waiter } = await heldLock(heddle);
      await queue.put(lock);
      const same = (await queue.get()) === lock;
      return { same, ...(await left(lock, guard, waiter)) };
    },
    expect: { same: true, ...asBefore },
  }),
];
