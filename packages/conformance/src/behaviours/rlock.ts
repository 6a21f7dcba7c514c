import { behaviour, type Behaviour } from '../behaviour.ts';
import { thrownInTask } from './in-task.ts';
import { dying } from '../tasks/dying.ts';
import { entering } from '../tasks/entering.ts';

const times = 300;
const { againBlocking } = entering;
const againAwaiting = entering.againAwaiting as unknown as typeof againBlocking;
const againYielding = entering.againYielding as unknown as typeof againBlocking;

function together(
  name: string,
  title: string,
  one: typeof againBlocking,
  other: typeof againBlocking,
): Behaviour {
  return behaviour({
    id: `rlock.threads-${name}`,
    title: `two threads that ${title}, each twice, keep each other out until the last release`,
    about: 'rlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RLock, Value }) {
      const lock = new RLock();
      const room = { inside: new Value('i32', 0), most: new Value('i32', 0) };
      const threads = [one, other].map((target) =>
        Thread.start({ target, args: [lock, room, times] }),
      );
      for (const thread of threads) await thread.result();
      return { most: room.most.value, inside: room.inside.value, locked: lock.locked };
    },
    expect: { most: 1, inside: 0, locked: false },
  });
}

/** Locks that their holder may take again. */
export const rlock: readonly Behaviour[] = [
  behaviour({
    id: 'rlock.again',
    title: 'its holder takes it again without waiting; the next gets it after the last release',
    about: 'rlock',
    kind: 'normal',
    needs: [],
    async run({ RLock, spawn, yieldNow }) {
      const lock = new RLock();
      const order: string[] = [];
      const holding = spawn(function* () {
        const guards = [];
        for (let level = 1; level <= 3; level += 1) guards.push(yield* lock.acquire());
        for (const guard of guards) {
          yield* yieldNow();
          order.push(`release at depth ${lock.depth}`);
          guard.release();
        }
      });
      const next = spawn(function* () {
        const guard = yield* lock.acquire();
        order.push(`next has it, depth ${lock.depth}`);
        guard.release();
      });
      await holding;
      await next;
      return { order, locked: lock.locked };
    },
    expect: {
      order: [
        'release at depth 3',
        'release at depth 2',
        'release at depth 1',
        'next has it, depth 1',
      ],
      locked: false,
    },
  }),
  behaviour({
    id: 'rlock.depth',
    title: 'depth is how often who asks has taken it, and 0 for everybody else',
    about: 'rlock',
    kind: 'normal',
    needs: [],
    async run({ RLock, spawn }) {
      const lock = new RLock();
      const depths: number[] = [];
      await spawn(function* () {
        depths.push(lock.depth);
        yield* lock.acquire();
        yield* lock.acquire();
        depths.push(lock.depth);
        yield* spawn(async () => void depths.push(lock.depth));
        lock.release();
        depths.push(lock.depth);
        lock.release();
        depths.push(lock.depth);
      });
      return { depths, outside: lock.depth };
    },
    expect: { depths: [0, 2, 0, 1, 0], outside: 0 },
  }),
  behaviour({
    id: 'rlock.try',
    title: 'tryAcquire() gives its holder another guard, and nobody else one',
    about: 'rlock',
    kind: 'normal',
    needs: [],
    async run({ RLock, spawn, yieldNow }) {
      const lock = new RLock();
      return spawn(function* () {
        const first = lock.tryAcquire();
        const again = lock.tryAcquire();
        const other = yield* spawn(function* () {
          yield* yieldNow();
          return lock.tryAcquire() !== undefined;
        });
        again?.release();
        const stillLocked = lock.locked;
        first?.release();
        return { again: again !== undefined, other, stillLocked, locked: lock.locked };
      });
    },
    expect: { again: true, other: false, stillLocked: true, locked: false },
  }),
  behaviour({
    id: 'rlock.run',
    title: 'run() inside run() of the same lock does not wait for itself',
    about: 'rlock',
    kind: 'normal',
    needs: [],
    async run({ RLock, spawn, sleep }) {
      const lock = new RLock();
      const depth = await spawn(function* () {
        return yield* lock.run(function* () {
          yield* sleep(0);
          return yield* lock.run(function* () {
            yield* sleep(0);
            return lock.depth;
          });
        });
      });
      return { depth, locked: lock.locked };
    },
    expect: { depth: 2, locked: false },
  }),
  behaviour({
    id: 'rlock.owner',
    title: 'a flow that is no task passes an owner along, and takes it again as that owner',
    about: 'rlock',
    kind: 'normal',
    needs: [],
    async run({ RLock }) {
      const lock = new RLock();
      const [me, other] = [{ name: 'request 1' }, { name: 'request 2' }];
      const outer = await lock.acquire({ owner: me });
      const inner = await lock.acquire({ owner: me });
      const tried = lock.tryAcquire({ owner: other }) !== undefined;
      inner.release();
      const stillLocked = lock.locked;
      outer.release();
      return { tried, stillLocked, locked: lock.locked };
    },
    expect: { tried: false, stillLocked: true, locked: false },
  }),
  together('block', 'block', againBlocking, againBlocking),
  together('await', 'await', againAwaiting, againAwaiting),
  together('yield', 'yield*', againYielding, againYielding),
  together('mixed', 'block and yield*', againBlocking, againYielding),
  behaviour({
    id: 'rlock.hand-over',
    title: 'one that is held twice, with a waiter, keeps its depth and the waiter when handed over',
    about: 'rlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RLock, Value, spawn }) {
      const lock = new RLock({ name: 'account' });
      const room = { inside: new Value('i32', 0), most: new Value('i32', 0) };
      return spawn(function* () {
        const [outer, inner] = [yield* lock.acquire(), yield* lock.acquire()];
        const waiting = spawn(function* () {
          const guard = yield* lock.acquire();
          const { depth } = lock;
          guard.release();
          return depth;
        });
        const there = Thread.start({ target: entering.notItsHolder, args: [lock] });
        const stranger = yield* there.result();
        const after = Thread.start({ target: againBlocking, args: [lock, room, 1] });
        const { depth } = lock;
        inner.release();
        const stillLocked = lock.locked;
        outer.release();
        const waiter = yield* waiting;
        yield* after.result();
        return { stranger, depth, stillLocked, waiter, most: room.most.value, locked: lock.locked };
      });
    },
    expect: {
      stranger: { depth: 0, tried: false, released: 'NotOwnerError' },
      depth: 2,
      stillLocked: true,
      waiter: 1,
      most: 1,
      locked: false,
    },
  }),
  behaviour({
    id: 'rlock.dead-holder',
    title: 'one whose holder has died is refused until it is recovered, and is then held once',
    about: 'rlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RLock, Queue }, tools) {
      const [lock, said] = [new RLock({ name: 'account' }), new Queue<string>()];
      const thread = Thread.start({ target: dying.idleAgain, args: [lock, said], name: 'victim' });
      await said.get();
      await thread.terminate();
      const owner = { name: 'heir' };
      const refused = await tools.thrownBy(() => lock.acquire({ owner }));
      const { abandoned } = lock;
      const guard = lock.recover({ owner });
      const again = lock.recover({ owner });
      guard?.release();
      return {
        refused,
        abandoned,
        recovered: [guard !== undefined, again !== undefined],
        locked: lock.locked,
      };
    },
    expect: {
      refused: 'AbandonedLockError',
      abandoned: true,
      recovered: [true, false],
      locked: false,
    },
  }),
  behaviour({
    id: 'rlock.timeout',
    title: 'a wait gives up in time, says who holds it, and the depth stays',
    about: 'rlock',
    kind: 'given-up',
    needs: [],
    async run({ RLock, spawn }, tools) {
      const lock = new RLock({ name: 'account' });
      const task = spawn({
        name: 'holder',
        *target() {
          const [outer, inner] = [yield* lock.acquire(), yield* lock.acquire({ timeout: 0 })];
          const other = yield* spawn(async () =>
            tools.failureOf(() => lock.acquire({ timeout: 10, owner: { name: 'other' } })),
          );
          const { depth } = lock;
          for (const guard of [inner, outer]) guard.release();
          return { other, depth };
        },
      });
      const { other, depth } = await task;
      return {
        class: other === 'nothing' ? other : other.class,
        namesHolder: other !== 'nothing' && other.message.includes('holder'),
        depth,
        locked: lock.locked,
      };
    },
    expect: { class: 'TimeoutError', namesHolder: true, depth: 2, locked: false },
  }),
  behaviour({
    id: 'rlock.cancelled-waiter',
    title: 'a waiter that is cancelled takes nothing along, and the next gets the lock',
    about: 'rlock',
    kind: 'given-up',
    needs: [],
    async run({ RLock, spawn, yieldNow }, tools) {
      const lock = new RLock();
      const holding = spawn(function* () {
        const guard = yield* lock.acquire();
        for (let turn = 0; turn < 5; turn += 1) yield* yieldNow();
        guard.release();
      });
      const [first, second] = ['first', 'second'].map((name) =>
        spawn(function* () {
          (yield* lock.acquire()).release();
          return name;
        }),
      );
      await spawn(function* () {
        yield* yieldNow();
        first?.cancel();
      });
      await holding;
      return {
        first: await tools.thrownBy(() => first),
        second: (await second) ?? 'nobody',
        locked: lock.locked,
      };
    },
    expect: { first: 'CancelledError', second: 'second', locked: false },
  }),
  behaviour({
    id: 'rlock.not-held',
    title: 'release() by one who never took it, or has released it, is refused',
    about: 'rlock',
    kind: 'bad-input',
    needs: [],
    async run(heddle) {
      const lock = new heddle.RLock();
      return heddle.spawn(function* () {
        const never = yield* thrownInTask(heddle, () => lock.release());
        const guard = yield* lock.acquire();
        guard.release();
        const spent = yield* thrownInTask(heddle, () => guard.release());
        let after = 'nothing';
        try {
          lock.release();
        } catch (error) {
          after = (error as Error).name;
        }
        return { never, after, spent, locked: lock.locked };
      });
    },
    expect: {
      never: 'NotOwnerError',
      after: 'NotOwnerError',
      spent: 'SpentGuardError',
      locked: false,
    },
  }),
  behaviour({
    id: 'rlock.not-owner',
    title: 'release() by another task, or another thread, is refused while it is held',
    about: 'rlock',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run(heddle) {
      const lock = new heddle.RLock();
      return heddle.spawn(function* () {
        const guard = yield* lock.acquire();
        const task = yield* thrownInTask(heddle, () => lock.release());
        const thread = yield* heddle.Thread.start({
          target: entering.notItsHolder,
          args: [lock],
        }).result();
        const { depth } = lock;
        guard.release();
        return { task, thread: thread.released, depth, locked: lock.locked };
      });
    },
    expect: { task: 'NotOwnerError', thread: 'NotOwnerError', depth: 1, locked: false },
  }),
  behaviour({
    id: 'rlock.unknown-owner',
    title: 'a flow that is no task, and passes no owner along, is refused',
    about: 'rlock',
    kind: 'bad-input',
    needs: [],
    async run({ RLock }, tools) {
      const lock = new RLock();
      await Promise.resolve();
      return {
        acquire: await tools.thrownBy(() => lock.acquire()),
        tryAcquire: await tools.thrownBy(() => lock.tryAcquire()),
        run: await tools.thrownBy(() => lock.run(() => 1)),
        locked: lock.locked,
      };
    },
    expect: {
      acquire: 'NoOwnerError',
      tryAcquire: 'NoOwnerError',
      run: 'NoOwnerError',
      locked: false,
    },
  }),
  behaviour({
    id: 'rlock.bad-options',
    title: 'options of the wrong kind are refused, and one without an owner too',
    about: 'rlock',
    kind: 'bad-input',
    needs: [],
    async run({ RLock }, tools) {
      return [
        await tools.thrownBy(() => new RLock({ owned: false } as never)),
        await tools.thrownBy(() => new RLock({ name: 5 as never })),
        await tools.thrownBy(() => new RLock().acquire({ owner: 'me' as never })),
        await tools.thrownBy(() => new RLock().acquire({ owner: {}, timeout: -1 })),
      ];
    },
    expect: [
      'InvalidArgumentError',
      'InvalidArgumentError',
      'InvalidArgumentError',
      'InvalidArgumentError',
    ],
  }),
];
