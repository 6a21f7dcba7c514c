import { behaviour, type Behaviour } from '../behaviour.ts';

/** Coroutines and tasks of one thread. */
export const coroutine: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.order',
    title: 'tasks begin after the code that spawned them, in its order',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ spawn, sleep }) {
      const order: string[] = [];
      const tasks = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          order.push(`${name} begins`);
          yield* sleep(0);
          order.push(`${name} ends`);
          return name;
        }),
      );
      order.push('spawned');
      const results: string[] = [];
      for (const task of tasks) results.push(await task);
      return { order, results };
    },
    expect: {
      order: ['spawned', 'a begins', 'b begins', 'c begins', 'a ends', 'b ends', 'c ends'],
      results: ['a', 'b', 'c'],
    },
  }),
  behaviour({
    id: 'coroutine.kinds',
    title: 'a generator, an async and a plain function are tasks alike',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ spawn, sleep }) {
      const generator = spawn(function* (n: number) {
        yield* sleep(1);
        return n;
      }, 1);
      const async = spawn(async (n: number) => {
        await sleep(1);
        return n;
      }, 2);
      const plain = spawn((n: number) => n, 3);
      return [await generator, await async, await plain];
    },
    expect: [1, 2, 3],
  }),
  behaviour({
    id: 'coroutine.sleep',
    title: 'sleeping tasks wake in the order of their times',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ spawn, sleep }) {
      const woken: number[] = [];
      const tasks = [60, 20, 40, 0].map((ms) =>
        spawn(function* () {
          yield* sleep(ms);
          woken.push(ms);
        }),
      );
      for (const task of tasks) await task;
      return woken;
    },
    expect: [0, 20, 40, 60],
  }),
  behaviour({
    id: 'coroutine.failure',
    title: 'a failure reaches whoever waits for the task',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ spawn, sleep }, tools) {
      const failing = spawn(function* () {
        yield* sleep(1);
        throw new RangeError('too far');
      });
      const waiting = spawn(function* () {
        try {
          yield* failing;
          return 'went on';
        } catch (error) {
          return tools.error(error).message;
        }
      });
      return { awaited: await tools.failureOf(() => failing), inside: await waiting };
    },
    expect: {
      awaited: { class: 'RangeError', message: 'too far', instance: true },
      inside: 'too far',
    },
  }),
  behaviour({
    id: 'coroutine.fair-to-host',
    title: 'a coroutine that spins does not starve a timer of the host',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ spawn, sleep }) {
      const timer = { fired: false };
      setTimeout(() => (timer.fired = true), 10);
      const spinning = spawn(function* () {
        const deadline = performance.now() + 10_000;
        while (!timer.fired && performance.now() < deadline) yield* sleep(0);
        return timer.fired;
      });
      return { firedWhileItSpun: await spinning };
    },
    expect: { firedWhileItSpun: true },
  }),
  behaviour({
    id: 'coroutine.run-ends-all',
    title: 'run() cancels what its program has left behind, and waits for it',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ run, spawn, sleep }) {
      const order: string[] = [];
      const result = await run(function* () {
        spawn(function* () {
          try {
            yield* sleep(60_000);
          } finally {
            order.push('child cleans up');
          }
        });
        yield* sleep(0);
        order.push('main ends');
        return 'done';
      });
      order.push('run ends');
      return { order, result };
    },
    expect: { order: ['main ends', 'child cleans up', 'run ends'], result: 'done' },
  }),
  behaviour({
    id: 'coroutine.cancel',
    title: 'a cancelled task gives its wait up and runs its finally',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ spawn, sleep }, tools) {
      const order: string[] = [];
      const task = spawn(function* () {
        try {
          order.push('waits');
          yield* sleep(60_000);
        } finally {
          yield* sleep(0);
          order.push('cleaned up');
        }
      });
      await tools.othersRan();
      const asked = task.cancel();
      const failure = await tools.thrownBy(() => task);
      return { order, asked, failure, askedAgain: task.cancel() };
    },
    expect: {
      order: ['waits', 'cleaned up'],
      asked: true,
      failure: 'CancelledError',
      askedAgain: false,
    },
  }),
  behaviour({
    id: 'coroutine.cancel-early',
    title: 'a task that is cancelled before it begins never runs',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ spawn }, tools) {
      let ran = false;
      const task = spawn(() => {
        ran = true;
      });
      const asked = task.cancel();
      const failure = await tools.failureOf(() => task);
      return {
        asked,
        ran,
        failure: failure === 'nothing' ? failure : [failure.class, failure.code ?? ''],
      };
    },
    expect: { asked: true, ran: false, failure: ['CancelledError', 'HEDDLE_CANCELLED'] },
  }),
  behaviour({
    id: 'coroutine.swallows-cancel',
    title: 'a task may catch its cancellation and go on',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ spawn, sleep }, tools) {
      const task = spawn(function* () {
        try {
          yield* sleep(60_000);
        } catch {
          yield* sleep(1);
        }
        return 'went on';
      });
      await tools.othersRan();
      task.cancel();
      return await task;
    },
    expect: 'went on',
  }),
  behaviour({
    id: 'coroutine.leaves-wait',
    title: 'a pending operation that a coroutine leaves behind is withdrawn',
    about: 'coroutine',
    kind: 'given-up',
    needs: [],
    async run({ spawn, sleep, Lock, Queue }) {
      const lock = new Lock();
      const queue = new Queue<string>();
      const held = await lock.acquire();
      const leaving = spawn(function* () {
        yield* sleep(0);
        void lock.acquire();
        void queue.get();
        return 'left';
      });
      const left = await leaving;
      held.release();
      queue.tryPut('item');
      return { left, locked: lock.locked, size: queue.size };
    },
    expect: { left: 'left', locked: false, size: 1 },
  }),
  behaviour({
    id: 'coroutine.no-function',
    title: 'spawn() of what is no function is refused',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ spawn }, tools) {
      const failure = await tools.failureOf(() => spawn({ target: 'work' as never }));
      return failure === 'nothing'
        ? failure
        : { class: failure.class, code: failure.code, instance: failure.instance };
    },
    expect: { class: 'InvalidArgumentError', code: 'HEDDLE_INVALID_ARGUMENT', instance: true },
  }),
  behaviour({
    id: 'coroutine.plain-yield',
    title: 'yield in place of yield* fails the coroutine, and says so',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ spawn, sleep }, tools) {
      const task = spawn(function* () {
        yield sleep(1) as never;
      });
      const failure = await tools.failureOf(() => task);
      return failure === 'nothing'
        ? failure
        : { class: failure.class, saysHow: failure.message.includes('yield*') };
    },
    expect: { class: 'InvalidStateError', saysHow: true },
  }),
  behaviour({
    id: 'coroutine.run-inside',
    title: 'run() inside a task is refused',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ run, spawn }, tools) {
      const task = spawn(function* () {
        yield* run(() => 'inner');
      });
      return await tools.thrownBy(() => task);
    },
    expect: 'InvalidStateError',
  }),
];
