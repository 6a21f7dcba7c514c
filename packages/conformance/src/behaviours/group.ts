import type { Coroutine } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';

/** Groups of tasks, and time limits. */
export const groups: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.group',
    title: 'leaving a TaskGroup waits for all its tasks, also for those that they add',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ TaskGroup, sleep, spawn }) {
      const order: string[] = [];
      const result = await spawn(() =>
        new TaskGroup().run(function* (group) {
          group.spawn(function* () {
            yield* sleep(0);
            group.spawn(function* () {
              yield* sleep(1);
              order.push('added');
            });
          });
          yield* sleep(0);
          order.push('body ends');
          return 'result';
        }),
      );
      const left = new TaskGroup();
      left.spawn(async () => {
        await sleep(1);
        order.push('disposed');
      });
      await left[Symbol.asyncDispose](); // what `await using` does in the end, which Node 22 cannot read
      order.push('left');
      const async = await new TaskGroup().run(async (group) => {
        group.spawn(() => sleep(1));
        return group.size;
      });
      return { order, result, async };
    },
    expect: { order: ['body ends', 'added', 'disposed', 'left'], result: 'result', async: 1 },
  }),
  behaviour({
    id: 'coroutine.group-failure',
    title:
      'the first failure in a TaskGroup cancels the others and the body; all errors come together',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ TaskGroup, TaskGroupError, sleep, spawn }, tools) {
      const order: string[] = [];
      const left = spawn(() =>
        new TaskGroup({ name: 'g' }).run(function* (group) {
          group.spawn(function* () {
            try {
              yield* sleep(60_000);
            } finally {
              yield* sleep(1);
              order.push('sibling cleaned up');
            }
          });
          group.spawn(function* () {
            try {
              yield* sleep(60_000);
            } catch {
              throw new RangeError('second');
            }
          });
          group.spawn(function* () {
            yield* sleep(1);
            throw new TypeError('first');
          });
          try {
            yield* sleep(60_000);
          } finally {
            order.push('body interrupted');
          }
        }),
      );
      const failure = await tools.failureOf(() => left);
      const errors = await left.catch((error: unknown) =>
        error instanceof TaskGroupError && error instanceof AggregateError
          ? error.errors.map(String)
          : ['no TaskGroupError'],
      );
      return { order, failure, errors: errors ?? null };
    },
    expect: {
      order: ['body interrupted', 'sibling cleaned up'],
      failure: {
        class: 'TaskGroupError',
        code: 'HEDDLE_TASK_GROUP',
        message: '2 of task group "g" failed: TypeError: first; RangeError: second',
        instance: true,
      },
      errors: ['TypeError: first', 'RangeError: second'],
    },
  }),
  behaviour({
    id: 'coroutine.group-async',
    title: 'a failure in a TaskGroup interrupts an async body where it awaits',
    about: 'coroutine',
    kind: 'given-up',
    needs: ['asyncContext'],
    async run({ TaskGroup, currentTask, sleep, spawn }, tools) {
      const order: string[] = [];
      const failing = function* (): Coroutine<void> {
        yield* sleep(1);
        throw new Error('child');
      };
      const waits = async (): Promise<void> => {
        try {
          await sleep(60_000);
        } catch (error) {
          order.push((error as Error).name);
          throw error;
        }
      };
      await new TaskGroup()
        .run(async (group) => {
          group.spawn(failing);
          await waits();
        })
        .catch((error: unknown) => order.push((error as Error).name));
      const requests = await spawn(async () => {
        // What `await using` does, by hand: Node 22 cannot read it.
        const group = new TaskGroup();
        group.spawn(failing);
        const body = await waits().catch((error: Error) => error.name);
        const own = await tools.thrownBy(() => group[Symbol.asyncDispose]());
        order.push(own, String(body));
        return currentTask()?.cancelling ?? null;
      });
      return { order, requests };
    },
    expect: {
      order: [
        'CancelledError',
        'TaskGroupError',
        'CancelledError',
        'TaskGroupError',
        'CancelledError',
      ],
      requests: 0,
    },
  }),
  behaviour({
    id: 'coroutine.group-cancel',
    title:
      'cancelling whoever leaves a TaskGroup cancels its tasks, and is heard after their cleanup',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ TaskGroup, sleep, spawn }, tools) {
      const order: string[] = [];
      const parent = spawn(() =>
        new TaskGroup().run(function* (group) {
          for (const name of ['a', 'b']) {
            group.spawn(function* () {
              try {
                yield* sleep(60_000);
              } finally {
                yield* sleep(1);
                order.push(`${name} cleaned up`);
              }
            });
          }
          yield* sleep(0);
        }),
      );
      await sleep(5);
      const asked = parent.cancel('enough');
      const failure = await tools.thrownBy(() => parent);
      return { asked, order, failure, state: parent.state, requests: parent.cancelling };
    },
    expect: {
      asked: true,
      order: ['a cleaned up', 'b cleaned up'],
      failure: 'CancelledError',
      state: 'cancelled',
      requests: 1,
    },
  }),
  behaviour({
    id: 'coroutine.group-both',
    title: 'a cancellation beside failures of a TaskGroup is heard at the next wait',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ TaskGroup, sleep, spawn }) {
      const order: string[] = [];
      const parent = spawn(function* () {
        try {
          yield* new TaskGroup().run(function* (group) {
            group.spawn(function* () {
              try {
                yield* sleep(60_000);
              } catch {
                throw new Error('in its cleanup');
              }
            });
            yield* sleep(60_000);
          });
        } catch (error) {
          order.push((error as Error).name);
        }
        try {
          yield* sleep(1);
          order.push('lost');
        } catch (error) {
          order.push((error as Error).name);
        }
      });
      await sleep(5);
      parent.cancel();
      await parent;
      return { order, requests: parent.cancelling };
    },
    expect: { order: ['TaskGroupError', 'CancelledError'], requests: 1 },
  }),
  behaviour({
    id: 'coroutine.group-closed',
    title: 'a TaskGroup that was left, or whose tasks are being cancelled, takes no task',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ TaskGroup }, tools) {
      const left = new TaskGroup({ name: 'left' });
      await left.run(async () => {});
      const cancelled = new TaskGroup({ name: 'cancelled' });
      cancelled.cancel();
      let ran = false;
      const seen: string[] = [];
      for (const group of [left, cancelled]) {
        const failure = await tools.failureOf(() => group.spawn(() => void (ran = true)));
        seen.push(failure === 'nothing' ? failure : `${failure.class}: ${failure.message}`);
      }
      return { seen, ran };
    },
    expect: {
      seen: [
        'InvalidStateError: cannot spawn into task group "left": it has been left',
        'InvalidStateError: cannot spawn into task group "cancelled": its tasks are being cancelled',
      ],
      ran: false,
    },
  }),
  behaviour({
    id: 'coroutine.group-many',
    title: '100,000 tasks of a TaskGroup fail at once',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    limit: 60_000,
    async run({ Queue, TaskGroup, sleep, spawn }) {
      const queue = new Queue<never>();
      const item = queue.get();
      const left = spawn(() =>
        new TaskGroup().run(function* (group) {
          for (let i = 0; i < 100_000; i += 1) {
            group.spawn(function* () {
              yield* item;
            });
          }
          yield* sleep(0);
          queue.shutdown();
        }),
      );
      return await left.then(
        () => 'no failure',
        (error: unknown) => (error as AggregateError).errors.length,
      );
    },
    expect: 100_000,
  }),
];
