import { behaviour, type Behaviour } from '../behaviour.ts';
import { thrownInTask } from './in-task.ts';
import { dying } from '../tasks/dying.ts';
import { entering } from '../tasks/entering.ts';

const times = 300;
const { readBlocking, writeBlocking } = entering;
const readAwaiting = entering.readAwaiting as unknown as typeof readBlocking;
const writeAwaiting = entering.writeAwaiting as unknown as typeof readBlocking;
const readYielding = entering.readYielding as unknown as typeof readBlocking;
const writeYielding = entering.writeYielding as unknown as typeof readBlocking;

function together(
  name: string,
  title: string,
  targets: readonly (typeof readBlocking)[],
): Behaviour {
  return behaviour({
    id: `rw-lock.threads-${name}`,
    title: `two threads that write and one that reads ${title}: no reader sees half a change`,
    about: 'rw-lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RwLock, Value }) {
      const lock = new RwLock();
      const pair = { left: new Value('i32', 0), right: new Value('i32', 0) };
      const threads = targets.map((target) => Thread.start({ target, args: [lock, pair, times] }));
      let torn = 0;
      for (const thread of threads) torn += await thread.result();
      return { torn, written: [pair.left.value, pair.right.value], locked: lock.locked };
    },
    expect: { torn: 0, written: [2 * times, 2 * times], locked: false },
  });
}

/** Many read, or one writes. */
export const rwLock: readonly Behaviour[] = [
  behaviour({
    id: 'rw-lock.many-or-one',
    title: 'many read at a time and nobody writes then; one writes and nobody else is in',
    about: 'rw-lock',
    kind: 'normal',
    needs: [],
    async run({ RwLock }) {
      const lock = new RwLock({ name: 'settings' });
      const reading = [await lock.read.acquire(), await lock.read.acquire()];
      const whileRead = {
        readers: lock.readers,
        read: lock.read.locked,
        write: lock.write.locked,
        writer: lock.write.tryAcquire() === undefined ? 'kept out' : 'in',
      };
      for (const guard of reading) guard.release();
      const writing = await lock.write.acquire();
      const whileWritten = {
        writing: lock.writing,
        reader: lock.read.tryAcquire() === undefined ? 'kept out' : 'in',
        writer: lock.write.tryAcquire() === undefined ? 'kept out' : 'in',
      };
      writing.release();
      return { whileRead, whileWritten, locked: lock.locked };
    },
    expect: {
      whileRead: { readers: 2, read: false, write: true, writer: 'kept out' },
      whileWritten: { writing: true, reader: 'kept out', writer: 'kept out' },
      locked: false,
    },
  }),
  behaviour({
    id: 'rw-lock.order',
    title:
      'in one thread first come, first served; readers who stand together go in together, and none passes a writer',
    about: 'rw-lock',
    kind: 'normal',
    needs: [],
    async run({ RwLock, spawn, yieldNow }, tools) {
      const lock = new RwLock();
      const order: string[] = [];
      const held = await lock.read.acquire();
      const come = (name: string, side: 'read' | 'write') =>
        spawn(function* () {
          const guard = yield* lock[side].acquire();
          order.push(`${name} in`);
          yield* yieldNow();
          order.push(`${name} out`);
          guard.release();
        });
      const tasks = [
        come('writer', 'write'),
        come('reader 1', 'read'),
        come('reader 2', 'read'),
        come('second writer', 'write'),
      ];
      await tools.othersRan();
      const early = order.length;
      held.release();
      for (const task of tasks) await task;
      return { early, order };
    },
    expect: {
      early: 0,
      order: [
        'writer in',
        'writer out',
        'reader 1 in',
        'reader 2 in',
        'reader 1 out',
        'reader 2 out',
        'second writer in',
        'second writer out',
      ],
    },
  }),
  behaviour({
    id: 'rw-lock.downgrade',
    title: 'a writer goes on as a reader, and nobody writes in between',
    about: 'rw-lock',
    kind: 'normal',
    needs: [],
    async run({ RwLock, spawn }, tools) {
      const lock = new RwLock();
      const order: string[] = [];
      const writing = await lock.write.acquire();
      const tasks = (['write', 'read'] as const).map((side) =>
        spawn(function* () {
          const guard = yield* lock[side].acquire();
          order.push(side);
          guard.release();
        }),
      );
      await tools.othersRan();
      const reading = writing.downgrade();
      const spent = await tools.thrownBy(() => writing.release());
      await tools.othersRan();
      const meanwhile = { order: [...order], readers: lock.readers, writing: lock.writing };
      reading.release();
      for (const task of tasks) await task;
      return { spent, meanwhile, order };
    },
    expect: {
      spent: 'SpentGuardError',
      meanwhile: { order: [], readers: 1, writing: false },
      order: ['write', 'read'],
    },
  }),
  behaviour({
    id: 'rw-lock.run',
    title: 'run() of a side holds it around a function, also when that fails',
    about: 'rw-lock',
    kind: 'normal',
    needs: [],
    async run({ RwLock, spawn, yieldNow }, tools) {
      const lock = new RwLock();
      const read = await lock.read.run(() => lock.readers);
      const write = await spawn(function* () {
        return yield* lock.write.run(function* () {
          yield* yieldNow();
          return lock.writing;
        });
      });
      const failure = await tools.thrownBy(() =>
        lock.write.run(async () => {
          throw new RangeError('inside');
        }),
      );
      return { read, write, failure, locked: lock.locked };
    },
    expect: { read: 1, write: true, failure: 'RangeError', locked: false },
  }),
  together('block', 'and block', [writeBlocking, writeBlocking, readBlocking]),
  together('await', 'and await', [writeAwaiting, writeAwaiting, readAwaiting]),
  together('yield', 'by yield*', [writeYielding, writeYielding, readYielding]),
  together('mixed', 'in different ways', [writeBlocking, writeAwaiting, readYielding]),
  behaviour({
    id: 'rw-lock.threads-read-together',
    title: 'two threads read at the same time, and a writer comes after both',
    about: 'rw-lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RwLock, Queue }) {
      const lock = new RwLock();
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const threads = [1, 2].map(() =>
        Thread.start({ target: entering.read, args: [lock, said, go] }),
      );
      for (let i = 0; i < 2; i += 1) await said.get();
      const { readers } = lock;
      let wrote = false;
      const writing = lock.write.acquire().then((guard) => {
        wrote = true;
        guard.release();
      });
      await go.put('out');
      await Promise.race(threads.map((thread) => thread.result()));
      const early = wrote;
      await go.put('out');
      for (const thread of threads) await thread.result();
      await writing;
      return { readers, early, wrote, locked: lock.locked };
    },
    expect: { readers: 2, early: false, wrote: true, locked: false },
  }),
  behaviour({
    id: 'rw-lock.nobody-starves',
    title:
      'a writer gets in although two threads read without end, and a reader although two write',
    about: 'rw-lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RwLock, Queue, Value }) {
      const got: string[] = [];
      for (const side of ['write', 'read'] as const) {
        const [lock, said, stop] = [new RwLock(), new Queue<string>(), new Value('u8', 0)];
        const target = side === 'write' ? entering.readOn : entering.writeOn;
        const threads = [1, 2].map(() => Thread.start({ target, args: [lock, said, stop] }));
        for (let i = 0; i < 2; i += 1) await said.get();
        for (let i = 0; i < 10; i += 1) {
          (await lock[side].acquire({ timeout: 10_000 })).release();
        }
        got.push(side);
        stop.value = 1;
        for (const thread of threads) await thread.result();
      }
      return got;
    },
    expect: ['write', 'read'],
  }),
  behaviour({
    id: 'rw-lock.hand-over',
    title: 'readers who are in, and those who wait, stay as they are when it is handed over',
    about: 'rw-lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RwLock, Queue, spawn }, tools) {
      const lock = new RwLock({ name: 'settings' });
      const [said, go] = [new Queue<string>(), new Queue<string>()];
      const order: string[] = [];
      const reading = await lock.read.acquire();
      const tasks = (['write', 'read'] as const).map((side) =>
        spawn(function* () {
          const guard = yield* lock[side].acquire();
          order.push(side);
          guard.release();
        }),
      );
      await tools.othersRan();
      const thread = Thread.start({ target: entering.write, args: [lock, said, go] });
      const { shared, readers } = lock;
      const early = order.length;
      reading.release();
      for (const task of tasks) await task;
      await said.get();
      const writing = { there: lock.writing, here: lock.read.tryAcquire() === undefined };
      await go.put('out');
      await thread.result();
      return { shared, readers, early, order, writing, locked: lock.locked };
    },
    expect: {
      shared: true,
      readers: 1,
      early: 0,
      order: ['write', 'read'],
      writing: { there: true, here: true },
      locked: false,
    },
  }),
  behaviour({
    id: 'rw-lock.dead-writer',
    title: 'a thread that dies while it writes leaves it abandoned, until write.recover()',
    about: 'rw-lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RwLock, Queue }, tools) {
      const [lock, said] = [new RwLock({ name: 'settings' }), new Queue<string>()];
      const victim = Thread.start({
        target: dying.idleWriting,
        args: [lock, said],
        name: 'victim',
      });
      await said.get();
      const waiting = tools.failureOf(() => lock.read.acquire());
      await victim.terminate();
      const seen = await waiting;
      const { abandoned } = lock.write;
      const guard = lock.write.recover();
      const again = lock.write.recover();
      guard?.release();
      (await lock.read.acquire()).release();
      return {
        waiting: seen === 'nothing' ? seen : seen.class,
        names: seen !== 'nothing' && seen.message.includes('victim'),
        abandoned,
        recovered: [guard !== undefined, again !== undefined],
        locked: lock.locked,
      };
    },
    expect: {
      waiting: 'AbandonedLockError',
      names: true,
      abandoned: true,
      recovered: [true, false],
      locked: false,
    },
  }),
  behaviour({
    id: 'rw-lock.dead-reader',
    title: 'a thread that dies while it reads has changed nothing: a writer gets in',
    about: 'rw-lock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, RwLock, Queue }) {
      const [lock, said] = [new RwLock(), new Queue<string>()];
      const victim = Thread.start({ target: dying.idleReading, args: [lock, said] });
      await said.get();
      const writing = lock.write.acquire();
      await victim.terminate();
      (await writing).release();
      return { abandoned: lock.write.abandoned, readers: lock.readers, locked: lock.locked };
    },
    expect: { abandoned: false, readers: 0, locked: false },
  }),
  behaviour({
    id: 'rw-lock.timeout',
    title:
      'a wait gives up in time and says who is in; a writer that does lets the readers behind it in',
    about: 'rw-lock',
    kind: 'given-up',
    needs: [],
    async run({ RwLock, spawn }, tools) {
      const lock = new RwLock({ name: 'settings' });
      return spawn({
        name: 'reader',
        *target() {
          const reading = yield* lock.read.acquire();
          const writer = spawn(async () =>
            tools.failureOf(() => lock.write.acquire({ timeout: 20 })),
          );
          const behind = spawn(function* () {
            (yield* lock.read.acquire()).release();
            return 'in';
          });
          const failure = yield* writer;
          const after = yield* behind;
          reading.release();
          return {
            class: failure === 'nothing' ? failure : failure.class,
            names:
              failure !== 'nothing' &&
              failure.message.includes('"settings"') &&
              failure.message.includes('reader'),
            after,
            locked: lock.locked,
          };
        },
      });
    },
    expect: { class: 'TimeoutError', names: true, after: 'in', locked: false },
  }),
  behaviour({
    id: 'rw-lock.cancelled-waiter',
    title: 'a writer that is cancelled while it waits keeps nobody out',
    about: 'rw-lock',
    kind: 'given-up',
    needs: [],
    async run({ RwLock, spawn }, tools) {
      const lock = new RwLock();
      const reading = await lock.read.acquire();
      const writer = spawn(function* () {
        yield* lock.write.acquire();
      });
      const behind = spawn(function* () {
        (yield* lock.read.acquire()).release();
        return 'in';
      });
      await tools.othersRan();
      const { state } = behind;
      writer.cancel();
      const after = await behind;
      reading.release();
      return { state, writer: await tools.thrownBy(() => writer), after, locked: lock.locked };
    },
    expect: { state: 'waiting', writer: 'CancelledError', after: 'in', locked: false },
  }),
  behaviour({
    id: 'rw-lock.not-owner',
    title: 'release() of a side that the caller does not have is refused',
    about: 'rw-lock',
    kind: 'bad-input',
    needs: [],
    async run(heddle) {
      const lock = new heddle.RwLock();
      return heddle.spawn(function* () {
        const free = yield* thrownInTask(heddle, () => lock.write.release());
        const guard = yield* lock.write.acquire();
        const other = yield* thrownInTask(heddle, () => lock.write.release());
        const { writing } = lock;
        guard.release();
        const spent = yield* thrownInTask(heddle, () => guard.release());
        return { free, other, writing, spent, locked: lock.locked };
      });
    },
    expect: {
      free: 'NotOwnerError',
      other: 'NotOwnerError',
      writing: true,
      spent: 'SpentGuardError',
      locked: false,
    },
  }),
  behaviour({
    id: 'rw-lock.bad-input',
    title: 'options of the wrong kind, and a raw clone of the lock or of a side, are refused',
    about: 'rw-lock',
    kind: 'bad-input',
    needs: [],
    async run({ RwLock }, tools) {
      const lock = new RwLock();
      return [
        await tools.thrownBy(() => new RwLock({ name: 5 as never })),
        await tools.thrownBy(() => lock.read.acquire({ timeout: -1 })),
        await tools.thrownBy(() => structuredClone(lock)),
        await tools.thrownBy(() => structuredClone(lock.read)),
      ];
    },
    expect: ['InvalidArgumentError', 'InvalidArgumentError', 'DataCloneError', 'DataCloneError'],
  }),
];
