import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { askForeignWorker } from '../tasks/foreign.ts';
import { locking } from '../tasks/locking.ts';

const times = 500;

/** Two threads add under one lock; what they have added together. */
async function addTogether(
  { Thread, Lock, Value }: Heddle,
  one: typeof locking.addBlocking,
  other: typeof locking.addBlocking,
) {
  const lock = new Lock();
  const total = new Value('i32', 0);
  const threads = [one, other].map((target) =>
    Thread.start({ target, args: [lock, total, times] }),
  );
  for (const thread of threads) await thread.result();
  return { total: total.value, locked: lock.locked, shared: lock.shared };
}

const expected = { total: 2 * times, locked: false, shared: true };
const { addBlocking } = locking;
const addAwaiting = locking.addAwaiting as unknown as typeof addBlocking;
const addYielding = locking.addYielding as unknown as typeof addBlocking;

function together(
  name: string,
  title: string,
  one: typeof addBlocking,
  other: typeof addBlocking,
): Behaviour {
  return behaviour({
    id: `lock.threads-${name}`,
    title: `two threads that ${title} keep each other out`,
    about: 'lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    run: (heddle) => addTogether(heddle, one, other),
    expect: expected,
  });
}

/** Locks between threads. */
export const lockThreads: readonly Behaviour[] = [
  together('block', 'block', addBlocking, addBlocking),
  together('await', 'await', addAwaiting, addAwaiting),
  together('yield', 'yield*', addYielding, addYielding),
  together('mixed', 'block and await', addBlocking, addAwaiting),
  behaviour({
    id: 'lock.threads-timeout',
    title:
      'a wait for another thread’s lock gives up in time, says who holds it, and loses nothing',
    about: 'lock',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue }, tools) {
      const lock = new Lock({ name: 'account' });
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const holding = Thread.start({
        target: locking.hold,
        args: [lock, said, go],
        name: 'holder',
      });
      await said.get();
      const here = await tools.failureOf(() => lock.acquire({ timeout: 20 }));
      const there = await Thread.start({ target: locking.giveUp, args: [lock, 20] }).result();
      const waiting = lock.acquire();
      await go.put('let go');
      (await waiting).release();
      await holding.result();
      return {
        here: here === 'nothing' ? here : here.class,
        namesHolder: here !== 'nothing' && here.message.includes('holder'),
        there:
          there.startsWith('TimeoutError') &&
          there.includes('"account"') &&
          there.includes('holder'),
        locked: lock.locked,
      };
    },
    expect: { here: 'TimeoutError', namesHolder: true, there: true, locked: false },
  }),
  behaviour({
    id: 'lock.threads-not-owner',
    title: 'release() by a thread that does not hold it is refused there',
    about: 'lock',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock }, tools) {
      const lock = new Lock();
      const guard = await lock.acquire();
      const failure = await tools.thrownBy(() =>
        Thread.start({ target: locking.releaseUnheld, args: [lock] }).result(),
      );
      const stillLocked = lock.locked;
      guard.release();
      return { failure, stillLocked, locked: lock.locked };
    },
    expect: { failure: 'NotOwnerError', stillLocked: true, locked: false },
  }),
  behaviour({
    id: 'lock.foreign-thread',
    title: 'a worker that Heddle did not start takes part by a handle: both keep each other out',
    about: 'lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Lock, Value, toHandle, spawn }) {
      const [lock, total] = [new Lock({ name: 'account' }), new Value('i32', 0)];
      const there = askForeignWorker({ lock: toHandle(lock), total: toHandle(total), times });
      await spawn(() => addAwaiting(lock, total, times));
      return { there: await there, total: total.value, locked: lock.locked };
    },
    expect: { there: times, total: 2 * times, locked: false },
  }),
];
