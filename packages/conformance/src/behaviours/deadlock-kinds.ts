import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { entering } from '../tasks/entering.ts';
import { locking } from '../tasks/locking.ts';
import { meeting } from '../tasks/meeting.ts';

/** Its name: which side of it is meant is said as well where that is known. */
function named(what: string): string {
  return /".*"/.exec(what)?.[0] ?? what;
}

/** The links of the one cycle that was told, and what the others gave. */
async function cycleOf({ DeadlockError }: Heddle, runs: readonly PromiseLike<string>[]) {
  const results: string[] = [];
  const links: string[][] = [];
  for (const settled of await Promise.allSettled(runs)) {
    if (settled.status === 'fulfilled') results.push(settled.value);
    else if (!(settled.reason instanceof DeadlockError)) throw settled.reason;
    else {
      const { cycle } = settled.reason as InstanceType<typeof DeadlockError>;
      const text = cycle.map(
        ({ holder, holds, waitsFor }) =>
          `${holder} holds ${named(holds)}, wants ${named(waitsFor)}`,
      );
      links.push(text.toSorted());
    }
  }
  return { links, results };
}

function takenAt(name: string, when: string, needs: Behaviour['needs']): Behaviour {
  return behaviour({
    id: `deadlock.${name}`,
    title: `${when} each link of the cycle has the lines where its lock was taken`,
    about: 'deadlock',
    kind: 'normal',
    needs,
    async run({ Lock, captureStacks, spawn, toHandle, yieldNow, DeadlockError }) {
      const locks = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      captureStacks(true);
      try {
        const tasks = [0, 1].map((index) =>
          spawn(function* () {
            const outer = yield* locks[index]!.acquire();
            try {
              yield* yieldNow();
              if (needs.length > 0) locks.forEach((lock) => toHandle(lock));
              (yield* locks[1 - index]!.acquire()).release();
            } finally {
              outer.release();
            }
          }),
        );
        for (const settled of await Promise.allSettled(tasks)) {
          if (settled.status === 'fulfilled') continue;
          const error: unknown = settled.reason;
          if (!(error instanceof DeadlockError)) throw error;
          return error.cycle.map(({ takenAt: lines = [] }) => ({
            isKnown: lines.length > 0,
            inMessage: lines.length > 0 && error.message.includes(lines[0]!),
          }));
        }
        return 'no cycle';
      } finally {
        captureStacks(false);
      }
    },
    expect: [
      { isKnown: true, inMessage: true },
      { isKnown: true, inMessage: true },
    ],
  });
}

/** Deadlocks in which other things take part than two plain locks. */
export const deadlockKinds: readonly Behaviour[] = [
  behaviour({
    id: 'deadlock.kinds',
    title: 'a cycle through a Lock, an RLock and an RwLock is found, and named with all of them',
    about: 'deadlock',
    kind: 'normal',
    needs: [],
    async run(heddle) {
      const { Lock, RLock, RwLock, spawn, yieldNow } = heddle;
      const takes = [
        new Lock({ name: 'lock' }),
        new RLock({ name: 'rlock' }),
        new RwLock({ name: 'rw' }).write,
      ];
      const tasks = ['one', 'two', 'three'].map((name, index) =>
        spawn({
          name,
          *target() {
            const outer = yield* takes[index]!.acquire();
            try {
              yield* yieldNow();
              const inner = yield* takes[(index + 1) % 3]!.acquire();
              inner.release();
              return 'got both';
            } finally {
              outer.release();
            }
          },
        }),
      );
      return cycleOf(heddle, tasks);
    },
    expect: {
      links: [
        [
          'one (main) holds "lock", wants "rlock"',
          'three (main) holds "rw", wants "lock"',
          'two (main) holds "rlock", wants "rw"',
        ],
      ],
      results: ['got both', 'got both'],
    },
  }),
  behaviour({
    id: 'deadlock.threads-three',
    title: 'three threads, each with a lock that the next one wants: the cycle of three is found',
    about: 'deadlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run(heddle) {
      const { Thread, Lock, RLock, Queue } = heddle;
      const locks = [new Lock({ name: 'a' }), new RLock({ name: 'b' }), new Lock({ name: 'c' })];
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const threads = locks.map((lock, index) =>
        Thread.start({
          target: locking.takeBoth,
          args: [lock, locks[(index + 1) % 3]!, arrived, go],
          name: `thread ${index}`,
        }),
      );
      for (let i = 0; i < 3; i += 1) await arrived.get();
      for (let i = 0; i < 3; i += 1) await go.put('go');
      return cycleOf(
        heddle,
        threads.map((thread) => thread.result()),
      );
    },
    expect: {
      links: [
        [
          'locking.takeBoth (thread 0) holds "a", wants "b"',
          'locking.takeBoth (thread 1) holds "b", wants "c"',
          'locking.takeBoth (thread 2) holds "c", wants "a"',
        ],
      ],
      results: ['got both', 'got both'],
    },
  }),
  behaviour({
    id: 'deadlock.threads-rw',
    title: 'two threads that block to write what the other writes: the cycle is found',
    about: 'deadlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run(heddle) {
      const { Thread, RwLock, Queue } = heddle;
      const [a, b] = [new RwLock({ name: 'a' }), new RwLock({ name: 'b' })];
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const target = entering.writeBoth;
      const left = Thread.start({ target, args: [a, b, arrived, go], name: 'left' });
      const right = Thread.start({ target, args: [b, a, arrived, go], name: 'right' });
      for (let i = 0; i < 2; i += 1) await arrived.get();
      for (let i = 0; i < 2; i += 1) await go.put('go');
      const { links, results } = await cycleOf(heddle, [left.result(), right.result()]);
      return {
        cycles: links.length,
        names: ['left', 'right'].every((name) => links[0]?.some((link) => link.includes(name))),
        results,
        locked: [a.locked, b.locked],
      };
    },
    expect: { cycles: 1, names: true, results: ['got both'], locked: [false, false] },
  }),
  behaviour({
    id: 'deadlock.rw-upgrade',
    title: 'a reader who asks to write would wait for itself, and is told so',
    about: 'deadlock',
    kind: 'bad-input',
    needs: [],
    async run(heddle) {
      const { RwLock, spawn } = heddle;
      const lock = new RwLock({ name: 'settings' });
      const task = spawn({
        name: 'greedy',
        *target() {
          const reading = yield* lock.read.acquire();
          try {
            (yield* lock.write.acquire()).release();
            return 'wrote';
          } finally {
            reading.release();
          }
        },
      });
      return { ...(await cycleOf(heddle, [task])), locked: lock.locked };
    },
    expect: {
      links: [['greedy (main) holds "settings", wants "settings"']],
      results: [],
      locked: false,
    },
  }),
  behaviour({
    id: 'deadlock.condition',
    title: 'one who was notified and wants the lock back can be part of a cycle: it is found',
    about: 'deadlock',
    kind: 'normal',
    needs: [],
    async run(heddle, tools) {
      const { Condition, Lock, spawn } = heddle;
      const [other, lock] = [new Lock({ name: 'other' }), new Lock({ name: 'state' })];
      const condition = new Condition(lock);
      const waiter = spawn({
        name: 'waiter',
        *target() {
          const outer = yield* other.acquire();
          const guard = yield* condition.acquire();
          try {
            yield* condition.wait();
            return 'notified';
          } finally {
            guard[Symbol.dispose]();
            outer.release();
          }
        },
      });
      await tools.othersRan();
      const notifier = spawn({
        name: 'notifier',
        *target() {
          const guard = yield* condition.acquire();
          try {
            condition.notify();
            (yield* other.acquire()).release();
            return 'got both';
          } finally {
            guard.release();
          }
        },
      });
      const { links } = await cycleOf(heddle, [waiter, notifier]);
      return { links, locked: [other.locked, lock.locked] };
    },
    expect: {
      links: [
        [
          'notifier (main) holds "state", wants "other"',
          'waiter (main) holds "other", wants "state"',
        ],
      ],
      locked: [false, false],
    },
  }),
  behaviour({
    id: 'deadlock.own-thread',
    title:
      'a thread that blocks for what only a task of its own could do is told so, whatever it waits for',
    about: 'deadlock',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread }) {
      return Thread.start({ target: meeting.blockForItself }).result();
    },
    expect: {
      lock: 'DeadlockError',
      twice: 'DeadlockError',
      sharedTwice: 'DeadlockError',
      rlock: 'DeadlockError',
      rwLock: 'DeadlockError',
      semaphore: 'DeadlockError',
      event: 'DeadlockError',
      latch: 'DeadlockError',
      barrier: 'DeadlockError',
      once: 'DeadlockError',
      condition: 'DeadlockError',
    },
  }),
  takenAt('taken-at', 'after captureStacks(true)', []),
  takenAt('taken-at-shared', 'also of locks that were shared while they were held,', [
    'sharedMemory',
  ]),
];
