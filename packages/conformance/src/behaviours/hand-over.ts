import type { Handle, Lock } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { arithmetic } from '../tasks/arithmetic.ts';
import { locking } from '../tasks/locking.ts';
import { queueing } from '../tasks/queueing.ts';

/** Objects that are born local and handed to another thread. */
export const handOver: readonly Behaviour[] = [
  behaviour({
    id: 'hand-over.held-lock',
    title: 'a lock that is held, with waiters, keeps holder and waiters when it is handed over',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue, spawn }) {
      const lock = new Lock({ name: 'account' });
      const said = new Queue<string>();
      const sharedBefore = lock.shared;
      const held = await lock.acquire();
      const waiters = ['first', 'second'].map((name) =>
        spawn(function* () {
          const guard = yield* lock.acquire();
          yield* said.put(name);
          guard.release();
        }),
      );
      const thread = Thread.start({ target: locking.take, args: [lock, said, 'thread'] });
      const facts = {
        sharedBefore,
        sharedAfter: lock.shared,
        locked: lock.locked,
        saidWhileHeld: said.size,
      };
      held.release();
      for (const waiter of waiters) await waiter;
      await thread.result();
      const order: string[] = [];
      while (!said.empty) order.push(await said.get());
      return {
        ...facts,
        waitersInOrder: order.filter((name) => name !== 'thread'),
        everybody: order.toSorted(),
        lockedAtTheEnd: lock.locked,
      };
    },
    expect: {
      sharedBefore: false,
      sharedAfter: true,
      locked: true,
      saidWhileHeld: 0,
      waitersInOrder: ['first', 'second'],
      everybody: ['first', 'second', 'thread'],
      lockedAtTheEnd: false,
    },
  }),
  behaviour({
    id: 'hand-over.filled-queue',
    title: 'a queue takes its items and its waiting getters along',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [filled, empty] = [new Queue<number>(), new Queue<number>()];
      for (const n of [1, 2, 3]) await filled.put(n);
      const getting = [empty.get(), empty.get(), empty.get()];
      const thread = Thread.start({ target: queueing.double, args: [filled, empty] });
      const got: number[] = [];
      for (const one of getting) got.push(await one);
      filled.shutdown();
      await thread.result();
      return { got, shared: [filled.shared, empty.shared] };
    },
    expect: { got: [2, 4, 6], shared: [true, true] },
  }),
  behaviour({
    id: 'hand-over.nested',
    title: 'a lock inside plain data, and through a queue, is the same lock on the other side',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue }) {
      const lock = new Lock({ name: 'inside' });
      const [input, output] = [new Queue<unknown>(), new Queue<unknown>()];
      const thread = Thread.start({ target: queueing.echo, args: [input, output, 2] });
      await input.put({ list: [lock] });
      await input.put(new Map([['lock', lock]]));
      const first = (await output.get()) as { list: [typeof lock] };
      const second = (await output.get()) as Map<string, typeof lock>;
      await thread.result();
      return { inArray: first.list[0] === lock, inMap: second.get('lock') === lock };
    },
    expect: { inArray: true, inMap: true },
  }),
  behaviour({
    id: 'hand-over.value',
    title: 'a Value is one number in both threads, and add() is atomic',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Value }) {
      const total = new Value('i32', 100);
      const threads = [0, 1].map(() =>
        Thread.start({ target: locking.addAtomically, args: [total, 5000] }),
      );
      for (const thread of threads) await thread.result();
      return { total: total.value };
    },
    expect: { total: 10_100 },
  }),
  behaviour({
    id: 'hand-over.handle',
    title: 'toHandle() and fromHandle() carry a lock through one’s own postMessage',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, toHandle, fromHandle }) {
      const lock = new Lock({ name: 'own' });
      const { port1, port2 } = new MessageChannel();
      const arrived = new Promise<unknown>((resolve) => {
        port2.addEventListener('message', (event) => resolve((event as MessageEvent).data));
        port2.start();
      });
      port1.postMessage(toHandle(lock));
      const handle = await arrived;
      port1.close();
      port2.close();
      const thread = Thread.start({
        target: queueing.lockFromHandle,
        args: [handle as Handle<Lock>],
      });
      return {
        sameHere: fromHandle(handle as Handle<Lock>) === lock,
        nameThere: await thread.result(),
        shared: lock.shared,
      };
    },
    expect: { sameHere: true, nameThere: 'own', shared: true },
  }),
  behaviour({
    id: 'hand-over.waiter-gives-up',
    title: 'a waiter that came before the hand-over can still give up, and loses nothing',
    about: 'hand-over',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue }) {
      const lock = new Lock();
      const said = new Queue<string>();
      const held = await lock.acquire();
      const abort = new AbortController();
      const giving = lock.acquire({ signal: abort.signal });
      const thread = Thread.start({ target: locking.take, args: [lock, said, 'thread'] });
      const reason = new RangeError('enough');
      abort.abort(reason);
      const seen = await giving.catch((failure: unknown) => failure);
      held.release();
      const next = await said.get();
      await thread.result();
      return { rejectedWithReason: seen === reason, next, locked: lock.locked };
    },
    expect: { rejectedWithReason: true, next: 'thread', locked: false },
  }),
  behaviour({
    id: 'hand-over.not-possible',
    title:
      'a lock can be handed over where memory can be shared, and elsewhere is refused with what is missing',
    about: 'hand-over',
    kind: 'bad-input',
    needs: [],
    async run({ Lock, toHandle }, tools) {
      const failure = await tools.failureOf(() => toHandle(new Lock()));
      const seen = failure === 'nothing' ? failure : failure.class;
      return {
        asTheProbeSays: seen === (tools.has('sharedMemory') ? 'nothing' : 'NotSupportedError'),
      };
    },
    expect: { asTheProbeSays: true },
  }),
  behaviour({
    id: 'hand-over.raw-clone',
    title:
      'a raw clone of a Heddle object, or of a coroutine, is refused, instead of arriving as a dead copy',
    about: 'hand-over',
    kind: 'bad-input',
    needs: [],
    async run({ Lock, Queue }, tools) {
      const lock = await tools.thrownBy(() => structuredClone(new Lock()));
      const queue = await tools.thrownBy(() => structuredClone({ queue: new Queue() }));
      const coroutine = await tools.thrownBy(() =>
        structuredClone(
          (function* () {
            yield 1;
          })(),
        ),
      );
      return { lock, queue, coroutine };
    },
    expect: { lock: 'DataCloneError', queue: 'DataCloneError', coroutine: 'DataCloneError' },
  }),
  behaviour({
    id: 'hand-over.bad-handle',
    title:
      'fromHandle() of what is no handle, and toHandle() of what cannot be shared, are refused',
    about: 'hand-over',
    kind: 'bad-input',
    needs: ['sharedMemory'],
    async run({ fromHandle, toHandle }, tools) {
      return {
        number: await tools.thrownBy(() => fromHandle(42 as never)),
        object: await tools.thrownBy(() => fromHandle({ lock: 1 } as never)),
        plain: await tools.thrownBy(() => toHandle({} as never)),
      };
    },
    expect: {
      number: 'InvalidHandleError',
      object: 'InvalidHandleError',
      plain: 'InvalidArgumentError',
    },
  }),
  behaviour({
    id: 'hand-over.transfer',
    title:
      'what `transfer` marks moves to a thread and back: here it is empty then, and nothing is copied',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread, transfer }) {
      const bytes = new Uint8Array(1_000_000).fill(7);
      const thread = Thread.start({ target: arithmetic.moveBack, args: [transfer(bytes)] });
      const left = bytes.byteLength;
      const back = await thread.result();
      return { left, back: back.byteLength, last: back.at(-1) ?? null };
    },
    expect: { left: 0, back: 1_000_000, last: 7 },
  }),
  behaviour({
    id: 'hand-over.transfer-through-queue',
    title:
      'an item of which a buffer is to move is empty here once it is in a shared queue, not before',
    about: 'hand-over',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Queue, share, transfer }) {
      const queue = share(new Queue<Uint8Array>({ maxsize: 1 }));
      const [first, second] = [new Uint8Array([1, 2]), new Uint8Array([3, 4])];
      await queue.put(transfer(first));
      const refused = queue.tryPut(transfer(second));
      const kept = [first.length, second.length];
      return { refused, kept, got: [...(await queue.get())] };
    },
    expect: { refused: false, kept: [0, 2], got: [1, 2] },
  }),
  behaviour({
    id: 'hand-over.transfer-forgotten',
    title:
      'a port that is not marked to move is refused before anything is started, with the path to it',
    about: 'hand-over',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }) {
      const { port1, port2 } = new MessageChannel();
      try {
        Thread.start({ target: arithmetic.moveBack, args: [{ port: port1 } as never] });
        return 'started';
      } catch (error) {
        return { code: (error as { code: string }).code, message: (error as Error).message };
      } finally {
        port1.close();
        port2.close();
      }
    },
    expect: {
      code: 'HEDDLE_CANNOT_SEND',
      message:
        'cannot send args[0].port: a MessagePort, which cannot be copied, only moved: transfer(…) says so',
    },
  }),
];
