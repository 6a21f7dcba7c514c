import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { thrownInTask } from './in-task.ts';
import { meeting } from '../tasks/meeting.ts';

const count = 100;
const { takeBlocking } = meeting;
const takeAwaiting = meeting.takeAwaiting as unknown as typeof takeBlocking;
const takeYielding = meeting.takeYielding as unknown as typeof takeBlocking;

function together(
  name: string,
  title: string,
  targets: readonly (typeof takeBlocking)[],
): Behaviour {
  return behaviour({
    id: `condition.threads-${name}`,
    title: `two threads that ${title} take what a third task adds, as often as it says so, and nothing is lost`,
    about: 'condition',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Condition, Value, spawn }) {
      const [condition, items] = [new Condition(), new Value('i32', 0)];
      const threads = targets.map((target) =>
        Thread.start({ target, args: [condition, items, count / 2] }),
      );
      await spawn(function* () {
        for (let item = 0; item < count; item += 1) {
          const guard = yield* condition.acquire();
          items.value += 1;
          condition.notify();
          guard.release();
        }
      });
      let taken = 0;
      for (const thread of threads) taken += await thread.result();
      return { taken, left: items.value, locked: condition.locked };
    },
    expect: { taken: count, left: 0, locked: false },
  });
}

/** A task that waits, and says when it goes on and whether it has the lock then. */
function waiting(
  { spawn }: Heddle,
  condition: InstanceType<Heddle['Condition']>,
  name: string,
  order: string[],
) {
  return spawn(function* () {
    const guard = yield* condition.acquire();
    try {
      yield* condition.wait();
      order.push(name);
    } finally {
      guard.release(); // it has the lock also when it was cancelled
    }
  });
}

/** Waiting for a change that another one makes under the lock. */
export const conditions: readonly Behaviour[] = [
  behaviour({
    id: 'condition.its-lock',
    title: 'without a lock it makes an RLock, so it may be taken twice; with one it shares that',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run({ Condition, Lock, RLock, spawn }) {
      const own = new Condition();
      const depth = await spawn(function* () {
        const [outer, inner] = [yield* own.acquire(), yield* own.acquire()];
        const { depth: both } = own.lock as InstanceType<typeof RLock>;
        for (const guard of [inner, outer]) guard.release();
        return both;
      });
      const lock = new Lock();
      const [full, empty] = [new Condition(lock), new Condition(lock)];
      const guard = await full.acquire();
      const shared = [lock.locked, empty.locked, empty.tryAcquire() === undefined];
      guard.release();
      return { isRLock: own.lock instanceof RLock, depth, shared, after: empty.locked };
    },
    expect: { isRLock: true, depth: 2, shared: [true, true, true], after: false },
  }),
  behaviour({
    id: 'condition.wait',
    title: 'wait() lets go of the lock, all levels of it, and has them again when it ends',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run({ Condition, RLock, spawn }) {
      const lock = new RLock();
      const condition = new Condition(lock);
      const order: string[] = [];
      const waiter = spawn(function* () {
        const [outer, inner] = [yield* lock.acquire(), yield* lock.acquire()];
        order.push(`waits at depth ${lock.depth}`);
        yield* condition.wait();
        order.push(`goes on at depth ${lock.depth}`);
        for (const guard of [inner, outer]) guard.release();
      });
      const notifier = spawn(function* () {
        const guard = yield* lock.acquire();
        order.push(`notifies at depth ${lock.depth}`);
        condition.notify();
        guard.release();
      });
      await waiter;
      await notifier;
      return { order, locked: lock.locked };
    },
    expect: {
      order: ['waits at depth 2', 'notifies at depth 1', 'goes on at depth 2'],
      locked: false,
    },
  }),
  behaviour({
    id: 'condition.notify',
    title: 'notify(n) lets n go on, first come first, and not before the lock is released',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run(heddle, tools) {
      const condition = new heddle.Condition();
      const order: string[] = [];
      const tasks = ['a', 'b', 'c'].map((name) => waiting(heddle, condition, name, order));
      await tools.othersRan();
      await heddle.spawn(function* () {
        const guard = yield* condition.acquire();
        condition.notify(2);
        yield* heddle.sleep(5);
        order.push('releases');
        guard.release();
      });
      await tools.othersRan();
      const seen = [...order];
      await heddle.spawn(function* () {
        const guard = yield* condition.acquire();
        condition.notify();
        guard.release();
      });
      for (const task of tasks) await task;
      return { seen, order };
    },
    expect: { seen: ['releases', 'a', 'b'], order: ['releases', 'a', 'b', 'c'] },
  }),
  behaviour({
    id: 'condition.notify-all',
    title: 'notifyAll() lets all of them go on, one after another',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run(heddle, tools) {
      const condition = new heddle.Condition();
      const order: string[] = [];
      const tasks = ['a', 'b', 'c'].map((name) => waiting(heddle, condition, name, order));
      await tools.othersRan();
      await heddle.spawn(function* () {
        const guard = yield* condition.acquire();
        condition.notifyAll();
        guard.release();
      });
      for (const task of tasks) await task;
      return { order, locked: condition.locked };
    },
    expect: { order: ['a', 'b', 'c'], locked: false },
  }),
  behaviour({
    id: 'condition.not-remembered',
    title: 'notify() while nobody waits does nothing, and is not remembered',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run({ Condition, spawn }) {
      const condition = new Condition();
      return spawn(function* () {
        const guard = yield* condition.acquire();
        condition.notify(3);
        condition.notifyAll();
        let seen = 'notified';
        try {
          yield* condition.wait({ timeout: 10 });
        } catch (error) {
          seen = (error as Error).name;
        }
        guard.release();
        return { seen, locked: condition.locked };
      });
    },
    expect: { seen: 'TimeoutError', locked: false },
  }),
  behaviour({
    id: 'condition.wait-for',
    title:
      'waitFor() gives what the predicate gives, at once or after as many notifications as it takes',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run({ Condition, spawn, yieldNow }) {
      const condition = new Condition();
      const items: string[] = ['first'];
      let asked = 0;
      const next = () => {
        asked += 1;
        return items.shift();
      };
      const taking = spawn(function* () {
        const guard = yield* condition.acquire();
        const first = yield* condition.waitFor(next);
        const second = yield* condition.waitFor(next);
        guard.release();
        return `${first}, ${second}`;
      });
      await spawn(function* () {
        for (const item of [undefined, undefined, 'second']) {
          yield* yieldNow();
          const guard = yield* condition.acquire();
          if (item !== undefined) items.push(item);
          condition.notify();
          guard.release();
        }
      });
      return { got: await taking, asked };
    },
    expect: { got: 'first, second', asked: 5 },
  }),
  behaviour({
    id: 'condition.run',
    title: 'run() holds its lock around a function, also when that fails',
    about: 'condition',
    kind: 'normal',
    needs: [],
    async run({ Condition, spawn, sleep }, tools) {
      const condition = new Condition();
      const inside = await spawn(function* () {
        return yield* condition.run(function* () {
          yield* sleep(0);
          return condition.locked;
        });
      });
      const failure = await tools.thrownBy(() =>
        spawn(function* () {
          yield* condition.run(function* () {
            yield* sleep(0);
            throw new RangeError('inside');
          });
        }),
      );
      return { inside, failure, locked: condition.locked };
    },
    expect: { inside: true, failure: 'RangeError', locked: false },
  }),
  together('block', 'block', [takeBlocking, takeBlocking]),
  together('await', 'await', [takeAwaiting, takeAwaiting]),
  together('yield', 'yield*', [takeYielding, takeYielding]),
  together('mixed', 'block and await', [takeBlocking, takeAwaiting]),
  behaviour({
    id: 'condition.hand-over',
    title: 'a task that waits goes on when the thread notifies it to which it was handed over',
    about: 'condition',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run(heddle, tools) {
      const { Thread, Condition } = heddle;
      const condition = new Condition();
      const order: string[] = [];
      const tasks = ['a', 'b'].map((name) => waiting(heddle, condition, name, order));
      await tools.othersRan();
      const target = meeting.notify;
      await Thread.start({ target, args: [condition, 1] }).result();
      await tasks[0];
      const first = [...order];
      await Thread.start({ target, args: [condition, 5] }).result();
      await tasks[1];
      return { first, order, shared: condition.shared, locked: condition.locked };
    },
    expect: { first: ['a'], order: ['a', 'b'], shared: true, locked: false },
  }),
  behaviour({
    id: 'condition.dead-waiter',
    title: 'a notification is not lost on a thread that died while it waited',
    about: 'condition',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Condition, Queue, spawn }) {
      const [condition, said] = [new Condition(), new Queue<string>()];
      const target = meeting.listen;
      const victim = Thread.start({ target, args: [condition, said] });
      await said.get();
      const other = Thread.start({ target, args: [condition, said] });
      await said.get();
      // Who gets the lock now knows that both wait.
      await spawn(function* () {
        (yield* condition.acquire()).release();
      });
      await victim.terminate();
      await spawn(function* () {
        const guard = yield* condition.acquire();
        condition.notify();
        guard.release();
      });
      return { other: await other.result(), locked: condition.locked };
    },
    expect: { other: 'notified', locked: false },
  }),
  behaviour({
    id: 'condition.timeout',
    title: 'a wait gives up in time, here and in a thread that blocks, and has the lock again',
    about: 'condition',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Condition, spawn }) {
      const condition = new Condition(undefined, { name: 'filled' });
      const here = await spawn(function* () {
        const guard = yield* condition.acquire();
        try {
          yield* condition.wait({ timeout: 10 });
          return 'notified';
        } catch (error) {
          return `${(error as Error).name}, locked: ${condition.locked}`;
        } finally {
          guard.release();
        }
      });
      const target = meeting.listenInTime;
      const there = await Thread.start({ target, args: [condition, 10] }).result();
      return { here, there, locked: condition.locked };
    },
    expect: {
      here: 'TimeoutError, locked: true',
      there: 'TimeoutError, locked: true',
      locked: false,
    },
  }),
  behaviour({
    id: 'condition.wait-for-timeout',
    title: 'waitFor() asks once more when its time is over, and fails if it still does not hold',
    about: 'condition',
    kind: 'given-up',
    needs: [],
    async run({ Condition, spawn }) {
      const condition = new Condition();
      return spawn(function* () {
        const guard = yield* condition.acquire();
        const seen: string[] = [];
        try {
          yield* condition.waitFor(() => false, { timeout: 5 });
        } catch (error) {
          seen.push((error as Error).name);
        }
        // Nobody says so, but it holds when it is asked again.
        let asked = 0;
        seen.push(String(yield* condition.waitFor(() => (asked += 1) > 1, { timeout: 5 })));
        guard.release();
        return { seen, locked: condition.locked };
      });
    },
    expect: { seen: ['TimeoutError', 'true'], locked: false },
  }),
  behaviour({
    id: 'condition.cancelled',
    title:
      'a wait that is cancelled has the lock again before it ends, also if another has it then',
    about: 'condition',
    kind: 'given-up',
    needs: [],
    async run({ Condition, RLock, spawn, sleep }, tools) {
      const lock = new RLock();
      const condition = new Condition(lock);
      const order: string[] = [];
      const waiter = spawn(function* () {
        const guard = yield* condition.acquire();
        try {
          yield* condition.wait();
        } finally {
          order.push(`ends at depth ${lock.depth}`);
          guard.release();
        }
      });
      await tools.othersRan();
      await spawn(function* () {
        const guard = yield* condition.acquire();
        waiter.cancel();
        yield* sleep(5);
        order.push('the other releases');
        guard.release();
      });
      const end = await tools.thrownBy(() => waiter);
      return { order, end, locked: lock.locked };
    },
    expect: {
      order: ['the other releases', 'ends at depth 1'],
      end: 'CancelledError',
      locked: false,
    },
  }),
  behaviour({
    id: 'condition.given-up-notified',
    title: 'a notification for one who is cancelled at that moment goes to the next',
    about: 'condition',
    kind: 'given-up',
    needs: [],
    async run(heddle, tools) {
      const condition = new heddle.Condition();
      const order: string[] = [];
      const [first, second] = ['a', 'b'].map((name) => waiting(heddle, condition, name, order));
      await tools.othersRan();
      await heddle.spawn(function* () {
        const guard = yield* condition.acquire();
        condition.notify();
        first?.cancel();
        guard.release();
      });
      await tools.thrownBy(() => first);
      await second;
      return { last: order.at(-1) ?? '', locked: condition.locked };
    },
    expect: { last: 'b', locked: false },
  }),
  behaviour({
    id: 'condition.wait-unheld',
    title: 'wait() by one who does not hold the lock is refused',
    about: 'condition',
    kind: 'bad-input',
    needs: [],
    async run(heddle) {
      const condition = new heddle.Condition();
      const free = await thrownInTask(heddle, () => condition.wait());
      return heddle.spawn(function* () {
        const guard = yield* condition.acquire();
        const other = yield* thrownInTask(heddle, () => condition.wait());
        guard.release();
        return { free, other, locked: condition.locked };
      });
    },
    expect: { free: 'NotOwnerError', other: 'NotOwnerError', locked: false },
  }),
  behaviour({
    id: 'condition.notify-unheld',
    title: 'notify() and notifyAll() by one who does not hold the lock are refused',
    about: 'condition',
    kind: 'bad-input',
    needs: [],
    async run(heddle) {
      const condition = new heddle.Condition();
      const free = await thrownInTask(heddle, () => condition.notify());
      return heddle.spawn(function* () {
        const guard = yield* condition.acquire();
        const other = yield* thrownInTask(heddle, () => condition.notifyAll());
        guard.release();
        return { free, other, locked: condition.locked };
      });
    },
    expect: { free: 'NotOwnerError', other: 'NotOwnerError', locked: false },
  }),
  behaviour({
    id: 'condition.bad-input',
    title: 'what is no lock, no predicate, or no whole number is refused',
    about: 'condition',
    kind: 'bad-input',
    needs: [],
    async run({ Condition, spawn }, tools) {
      const condition = new Condition();
      const built = await tools.thrownBy(() => new Condition({} as never));
      return spawn(async () => {
        const owner = { name: 'me' };
        const guard = await condition.acquire({ owner });
        const bad: (() => unknown)[] = [
          () => condition.notify(-1, { owner }),
          () => condition.notify(0.5, { owner }),
          () => condition.waitFor('full' as never, { owner }),
          () => condition.waitFor(async () => true, { owner }),
          () => condition.wait({ timeout: -1, owner }),
        ];
        const failures = new Set([built]);
        for (const call of bad) failures.add(await tools.thrownBy(call));
        const stillLocked = condition.locked;
        guard.release();
        return { failures: [...failures], stillLocked };
      });
    },
    expect: { failures: ['InvalidArgumentError'], stillLocked: true },
  }),
];
