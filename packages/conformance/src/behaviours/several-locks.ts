import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { locking } from '../tasks/locking.ts';

const times = 300;
const { allBlocking } = locking;
const allAwaiting = locking.allAwaiting as unknown as typeof allBlocking;
const allYielding = locking.allYielding as unknown as typeof allBlocking;

function together(
  name: string,
  title: string,
  one: typeof allBlocking,
  other: typeof allBlocking,
): Behaviour {
  return behaviour({
    id: `lock.all-threads-${name}`,
    title: `two threads that ${title} for the same two locks, in opposite order, by acquireAll never block each other`,
    about: 'lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Value }) {
      const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      const total = new Value('i32', 0);
      const threads = [
        Thread.start({ target: one, args: [a, b, total, times] }),
        Thread.start({ target: other, args: [b, a, total, times] }),
      ];
      for (const thread of threads) await thread.result();
      return { total: total.value, locked: [a.locked, b.locked] };
    },
    expect: { total: 2 * times, locked: [false, false] },
  });
}

/** Takes two locks in one order, and in the other, one after the other and so without a deadlock. */
async function inBothOrders({ Lock, spawn, sleep, lockOrder }: Heddle, mode: 'warn' | 'throw') {
  const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  lockOrder(mode);
  try {
    const seen: string[] = [];
    for (const [first, second] of [
      [a, b],
      [b, a],
      [a, b],
    ] as const) {
      const task = spawn(function* () {
        const outer = yield* first.acquire();
        try {
          yield* sleep(0);
          (yield* second.acquire()).release();
          return 'got both';
        } catch (error) {
          return (error as Error).name;
        } finally {
          outer.release();
        }
      });
      seen.push(await task);
    }
    return { seen, locked: [a.locked, b.locked] };
  } finally {
    lockOrder('off');
  }
}

/** Several locks at once, and the order in which they are taken. */
export const severalLocks: readonly Behaviour[] = [
  behaviour({
    id: 'lock.all',
    title: 'acquireAll() takes several locks and gives one guard; nobody waits in a circle for it',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run({ Lock, RwLock, Semaphore, acquireAll, spawn, yieldNow }) {
      const [a, b] = [new Lock(), new Lock()];
      const [rw, permits] = [new RwLock(), new Semaphore(2)];
      const locked: boolean[] = [];
      const guard = await acquireAll(a, rw.write, permits, b);
      locked.push(a.locked, b.locked, rw.writing, permits.available === 1);
      guard.release();
      locked.push(a.locked, b.locked, rw.writing, permits.available === 1);
      let rounds = 0;
      const tasks = [
        [a, b],
        [b, a],
      ].map(([one, other]) =>
        spawn(function* () {
          for (let round = 0; round < 20; round += 1) {
            const both = yield* acquireAll(one!, other!);
            yield* yieldNow();
            rounds += 1;
            both.release();
          }
        }),
      );
      for (const task of tasks) await task;
      return { locked, rounds };
    },
    expect: { locked: [true, true, true, true, false, false, false, false], rounds: 40 },
  }),
  together('block', 'block', allBlocking, allBlocking),
  together('await', 'await', allAwaiting, allAwaiting),
  together('yield', 'wait by yield*', allYielding, allYielding),
  together('mixed', 'block and await', allBlocking, allAwaiting),
  behaviour({
    id: 'lock.all-timeout',
    title: 'acquireAll() that gives up gives back what it had already',
    about: 'lock',
    kind: 'given-up',
    needs: [],
    async run({ Lock, acquireAll, spawn }, tools) {
      const locks = [new Lock({ name: 'a' }), new Lock({ name: 'b' }), new Lock({ name: 'c' })];
      const held = await locks[1]!.acquire();
      const giving = await tools.failureOf(() => acquireAll(...locks, { timeout: 10 }));
      const abort = new AbortController();
      const aborted = tools.thrownBy(() => acquireAll(...locks, { signal: abort.signal }));
      abort.abort(new RangeError('enough'));
      const cancelled = spawn(function* () {
        yield* acquireAll(...locks);
      });
      await tools.othersRan();
      cancelled.cancel();
      const ends = [await aborted, await tools.thrownBy(() => cancelled)];
      const others = [locks[0]!.locked, locks[2]!.locked];
      held.release();
      return {
        class: giving === 'nothing' ? giving : giving.class,
        names: giving !== 'nothing' && giving.message.includes('"b"'),
        ends,
        others,
        locked: locks[1]!.locked,
      };
    },
    expect: {
      class: 'TimeoutError',
      names: true,
      ends: ['RangeError', 'CancelledError'],
      others: [false, false],
      locked: false,
    },
  }),
  behaviour({
    id: 'lock.all-bad-input',
    title: 'acquireAll() of nothing, of a lock twice, or of what is no lock is refused',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock, RwLock, acquireAll }, tools) {
      const [lock, rw] = [new Lock(), new RwLock()];
      const bad: (() => unknown)[] = [
        () => acquireAll(),
        () => acquireAll(lock, lock),
        () => acquireAll(rw.read, rw.write),
        () => acquireAll(lock, 'b' as never),
        () => acquireAll(lock, { timeout: -1 }),
      ];
      const failures = new Set<string>();
      for (const call of bad) failures.add(await tools.thrownBy(call));
      return { failures: [...failures], locked: [lock.locked, rw.locked] };
    },
    expect: { failures: ['InvalidArgumentError'], locked: [false, false] },
  }),
  behaviour({
    id: 'lock.both-orders',
    title:
      'after lockOrder("throw") the second of two locks is refused in the other order, before there is a deadlock',
    about: 'lock',
    kind: 'bad-input',
    needs: [],
    run: (heddle) => inBothOrders(heddle, 'throw'),
    expect: { seen: ['got both', 'LockOrderError', 'got both'], locked: [false, false] },
  }),
  behaviour({
    id: 'lock.both-orders-warned',
    title: 'after lockOrder("warn") the console tells of the two orders, once, with both tasks',
    about: 'lock',
    kind: 'normal',
    needs: [],
    async run(heddle) {
      const { warn } = console;
      const warnings: string[] = [];
      console.warn = (...parts: unknown[]) => void warnings.push(parts.join(' '));
      try {
        const { seen } = await inBothOrders(heddle, 'warn');
        return {
          seen,
          warnings: warnings.length,
          names: ['"a"', '"b"'].every((name) => warnings[0]?.includes(name)),
        };
      } finally {
        console.warn = warn;
      }
    },
    expect: { seen: ['got both', 'got both', 'got both'], warnings: 1, names: true },
  }),
];
