import type { Coroutine, Task } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { arithmetic } from '../tasks/arithmetic.ts';

/** Waiting for several, cancelling, and what keeps it off. */
export const together: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.gather',
    title: 'gather() gives results in the order of the list, of operations and promises alike',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ gather, sleep, spawn }) {
      const after = function* (ms: number): Coroutine<number> {
        yield* sleep(ms);
        return ms;
      };
      const same = spawn(after, 1);
      const results = await gather([spawn(after, 10), same, same, Promise.resolve('promise')]);
      return { results, none: await gather([]) };
    },
    expect: { results: [10, 1, 1, 'promise'], none: [] },
  }),
  behaviour({
    id: 'coroutine.gather-failure',
    title:
      'gather() passes the first failure on at once, and the others go on; or gives errors as values',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ gather, sleep, spawn }, tools) {
      const failing = spawn(() => {
        throw new RangeError('first');
      });
      const sibling = spawn(function* () {
        yield* sleep(10);
        return 'went on';
      });
      const failure = await tools.thrownBy(() => gather([sibling, failing]));
      const asked = sibling.cancelling;
      const values = await gather([sibling, failing], { returnExceptions: true });
      return { failure, asked, values: values.map(String) };
    },
    expect: { failure: 'RangeError', asked: 0, values: ['went on', 'RangeError: first'] },
  }),
  behaviour({
    id: 'coroutine.gather-cancel',
    title: 'cancelling whoever waits for a gather() cancels all in it, but what a shield() keeps',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ gather, shield, sleep, spawn }, tools) {
      const order: string[] = [];
      const child = spawn(function* () {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(1);
          order.push('child cleaned up');
        }
      });
      const shielded = spawn(function* () {
        yield* sleep(20);
        return 'shielded';
      });
      const outer = spawn(function* () {
        yield* gather([child, shield(shielded)]);
      });
      await sleep(5);
      outer.cancel();
      order.push(await tools.thrownBy(() => outer));
      return { order, child: child.state, kept: await shielded };
    },
    expect: { order: ['child cleaned up', 'CancelledError'], child: 'cancelled', kept: 'shielded' },
  }),
  behaviour({
    id: 'coroutine.wait',
    title: 'wait() tells what has ended and what has not, raises nothing and cancels nothing',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ Event, sleep, spawn, wait }, tools) {
      const quick = spawn(() => 1);
      const fail = new Event();
      const failing = spawn(function* () {
        yield* fail.wait();
        throw new Error('failed');
      });
      const slow = spawn(() => sleep(60_000));
      const tasks = [slow, failing, quick];
      const counts: number[][] = [];
      for (const options of [
        { returnWhen: 'firstCompleted' },
        { returnWhen: 'firstException' },
        { timeout: 1 },
      ] as const) {
        const { done, pending } = await wait(tasks, options);
        counts.push([done.size, pending.size]);
        fail.set();
      }
      const { state } = slow;
      slow.cancel();
      return { counts, state, none: await tools.thrownBy(() => wait([])) };
    },
    expect: {
      counts: [
        [1, 2],
        [2, 1],
        [2, 1],
      ],
      state: 'waiting',
      none: 'InvalidArgumentError',
    },
  }),
  behaviour({
    id: 'coroutine.as-completed',
    title: 'asCompleted() gives the tasks themselves as they end, by for await and by forEach',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ asCompleted, sleep, spawn }, tools) {
      // Each ends after the one before it, however late the clock of the machine is.
      const first = spawn({ target: () => sleep(1), name: 'first' });
      const second = spawn({ target: () => first, name: 'second' });
      const third = spawn({ target: () => second, name: 'third' });
      const tasks = [third, first, second];
      const order: string[] = [];
      for await (const task of asCompleted(tasks)) order.push(task.name);
      const late = spawn(() => sleep(60_000));
      const timedOut = await tools.thrownBy(() =>
        spawn(function* () {
          yield* asCompleted([...tasks, late], { timeout: 1 }).forEach((task) => {
            order.push(task.name);
          });
        }),
      );
      late.cancel();
      return { order, timedOut };
    },
    expect: {
      order: ['first', 'second', 'third', 'third', 'first', 'second'],
      timedOut: 'TimeoutError',
    },
  }),
  behaviour({
    id: 'coroutine.join-all',
    title: 'joinAll() gives what has ended, so many of them, by then; or the first failure',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ joinAll, sleep, spawn }, tools) {
      const [quick, slow] = [spawn(() => 1), spawn(() => sleep(60_000))];
      const failing = spawn(() => {
        throw new RangeError('first');
      });
      const sizes = [
        (await joinAll([slow, quick, failing], { count: 2 })).length,
        (await joinAll([slow, quick, failing], { timeout: 1 })).length,
      ];
      const raised = await tools.thrownBy(() =>
        joinAll([slow, quick, failing], { raiseError: true }),
      );
      const { state } = slow;
      slow.cancel();
      return { sizes, raised, state };
    },
    expect: { sizes: [2, 2], raised: 'RangeError', state: 'waiting' },
  }),
  behaviour({
    id: 'coroutine.call',
    title: 'call() nests coroutines 100,000 deep',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ call, sleep, spawn }) {
      const deep = function* (depth: number): Coroutine<number> {
        if (depth > 0) return 1 + (yield* call(deep, depth - 1));
        yield* sleep(0);
        return 0;
      };
      return await spawn(deep, 100_000);
    },
    expect: 100_000,
  }),
  behaviour({
    id: 'coroutine.eager',
    title: 'an eager task runs at once, up to where it first waits, as itself',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ currentTask, sleep, spawn }) {
      const order: string[] = [];
      const outer = spawn({
        name: 'outer',
        *target() {
          const inner = spawn({
            name: 'inner',
            *target() {
              order.push(currentTask()?.name ?? 'nobody');
              yield* sleep(0);
              order.push('goes on');
            },
            eager: true,
          });
          order.push(currentTask()?.name ?? 'nobody');
          yield* inner;
        },
      });
      await outer;
      const done = spawn({ target: () => 'result', eager: true });
      return { order, state: done.state };
    },
    expect: { order: ['inner', 'outer', 'goes on'], state: 'done' },
  }),
  behaviour({
    id: 'coroutine.signal',
    title: 'a task’s signal is aborted with what the task is told',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ sleep, spawn }, tools) {
      const task = spawn(async () => {
        const { signal } = task;
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      });
      await sleep(1);
      const asked = task.cancel('enough');
      const failure = await tools.thrownBy(() => task);
      return { asked, failure, same: (await task.catch((e: unknown) => e)) === task.signal.reason };
    },
    expect: { asked: true, failure: 'CancelledError', same: true },
  }),
  behaviour({
    id: 'coroutine.cancel-leaves-thread',
    title: 'cancelling a coroutine that waits for a thread does not stop the thread',
    about: 'coroutine',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Queue, Thread, spawn }, tools) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const thread = Thread.start({ target: arithmetic.meet, args: [arrived, go] });
      const waiting = spawn(function* () {
        return yield* thread.result();
      });
      await arrived.get();
      waiting.cancel();
      const failure = await tools.thrownBy(() => waiting);
      const { alive } = thread;
      await go.put('end');
      return { failure, alive, result: await thread.result() };
    },
    expect: { failure: 'CancelledError', alive: true, result: 'end' },
  }),
  behaviour({
    id: 'coroutine.awaits-itself',
    title: 'a coroutine that waits for its own end is told so',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ gather, shield, spawn }, tools) {
      const seen: string[] = [];
      const ways = [
        (self: Task<unknown>) => self,
        (self: Task<unknown>) => shield(self),
        (self: Task<unknown>) => gather([self]),
      ];
      for (const way of ways) {
        const task: Task<unknown> = spawn(function* () {
          yield* way(task);
        });
        seen.push(await tools.thrownBy(() => task));
      }
      return seen;
    },
    expect: ['InvalidStateError', 'InvalidStateError', 'InvalidStateError'],
  }),
  behaviour({
    id: 'coroutine.throws-undefined',
    title: 'a task that throws undefined has failed',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ gather, sleep, spawn }) {
      const task = spawn(function* () {
        yield* sleep(0);
        throw undefined;
      });
      const caught = await task.catch((error: unknown) => [typeof error]);
      const gathered = await gather([task]).catch((error: unknown) => [typeof error]);
      return { caught: caught ?? null, gathered, state: task.state };
    },
    expect: { caught: ['undefined'], gathered: ['undefined'], state: 'failed' },
  }),
];
