import type { ThreadTarget } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { arithmetic } from '../tasks/arithmetic.ts';
import { failing } from '../tasks/failing.ts';
import { silent } from '../tasks/silent.ts';
import { stranger } from '../tasks/stranger.ts';
import { throwsOnImport } from '../tasks/throws-on-import.ts';

/** Threads as such. */
export const thread: readonly Behaviour[] = [
  behaviour({
    id: 'thread.result',
    title: 'plain, async and generator functions run in a thread, and give their result',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const targets = [arithmetic.add, arithmetic.addAsync, arithmetic.addYielding];
      const threads = targets.map((target) =>
        Thread.start({ target: target as typeof arithmetic.add, args: [40, 2] }),
      );
      const results: number[] = [];
      for (const one of threads) results.push(await one.result());
      return results;
    },
    expect: [42, 42, 42],
  }),
  behaviour({
    id: 'thread.life',
    title:
      'a thread is alive from its start to its end, has an ident from then on, and knows its name',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue, currentThread }) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const one = new Thread({ target: arithmetic.meet, args: [arrived, go], name: 'worker' });
      const before = { alive: one.alive, ident: one.ident ?? null };
      one.start();
      const started = { alive: one.alive, ident: typeof one.ident };
      const name = await arrived.get();
      await go.put('end');
      const result = await one.result();
      await one.join();
      return {
        before,
        started,
        name,
        result,
        after: { alive: one.alive, ident: typeof one.ident },
        main: { isMain: currentThread().isMain, other: currentThread().ident !== one.ident },
      };
    },
    expect: {
      before: { alive: false, ident: null },
      started: { alive: true, ident: 'number' },
      name: 'worker',
      result: 'end',
      after: { alive: false, ident: 'number' },
      main: { isMain: true, other: true },
    },
  }),
  behaviour({
    id: 'thread.identity',
    title: 'inside, currentThread() is that thread, which is not the main one',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const one = Thread.start({ target: arithmetic.whoAmI, name: 'inner' });
      const { name, ident, isMain } = await one.result();
      return { name, sameIdent: ident === one.ident, isMain };
    },
    expect: { name: 'inner', sameIdent: true, isMain: false },
  }),
  behaviour({
    id: 'thread.together',
    title: 'two threads run at the same time, and both meet before either ends',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const threads = ['left', 'right'].map((name) =>
        Thread.start({ target: arithmetic.meet, args: [arrived, go], name }),
      );
      const here = [await arrived.get(), await arrived.get()].toSorted();
      for (const _ of threads) await go.put('end');
      for (const one of threads) await one.join();
      return { here };
    },
    expect: { here: ['left', 'right'] },
  }),
  behaviour({
    id: 'thread.join-many',
    title: 'join() may be asked often, and never gives the failure, which result() does',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const one = Thread.start({ target: failing.later });
      const failure = await tools.thrownBy(() => one.result());
      return {
        failure,
        joins: [await tools.thrownBy(() => one.join()), await tools.thrownBy(() => one.join())],
      };
    },
    expect: { failure: 'RangeError', joins: ['nothing', 'nothing'] },
  }),
  behaviour({
    id: 'thread.join-timeout',
    title: 'join() gives up in time; the thread goes on, and can be joined later',
    about: 'thread',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }, tools) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const one = Thread.start({ target: arithmetic.meet, args: [arrived, go], name: 'worker' });
      await arrived.get();
      const failure = await tools.failureOf(() => one.join({ timeout: 10 }));
      const aliveAfterTimeout = one.alive;
      await go.put('end');
      await one.join();
      return {
        class: failure === 'nothing' ? failure : failure.class,
        names: failure !== 'nothing' && failure.message.includes('worker'),
        aliveAfterTimeout,
        aliveAfterJoin: one.alive,
      };
    },
    expect: { class: 'TimeoutError', names: true, aliveAfterTimeout: true, aliveAfterJoin: false },
  }),
  behaviour({
    id: 'thread.result-abort',
    title: 'an aborted result() rejects with the signal’s reason, and the result is there later',
    about: 'thread',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const one = Thread.start({ target: arithmetic.meet, args: [arrived, go] });
      const abort = new AbortController();
      const giving = one.result({ signal: abort.signal });
      const reason = new RangeError('enough');
      abort.abort(reason);
      const seen = await giving.catch((error: unknown) => error);
      await go.put('end');
      return { rejectedWithReason: seen === reason, result: await one.result() };
    },
    expect: { rejectedWithReason: true, result: 'end' },
  }),
  behaviour({
    id: 'thread.wrong-state',
    title: 'starting twice, and joining before the start, are refused',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const one = new Thread({ target: arithmetic.add, args: [1, 2] });
      const joined = await tools.thrownBy(() => one.join());
      one.start();
      const twice = await tools.thrownBy(() => one.start());
      await one.join();
      return {
        joined,
        twice,
        afterItsEnd: await tools.thrownBy(() => one.start()),
        result: await one.result(),
      };
    },
    expect: {
      joined: 'InvalidStateError',
      twice: 'InvalidStateError',
      afterItsEnd: 'InvalidStateError',
      result: 3,
    },
  }),
  behaviour({
    id: 'thread.cannot-send',
    title: 'an argument that cannot cross is refused before anything is sent, with the path to it',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const failure = await tools.failureOf(() =>
        Thread.start({ target: arithmetic.add, args: [{ onDone: () => {} } as never, 2] }).result(),
      );
      return failure === 'nothing' ? failure : { ...failure };
    },
    expect: {
      class: 'CannotSendError',
      code: 'HEDDLE_CANNOT_SEND',
      message: 'cannot send args[0].onDone: a function',
      instance: true,
    },
  }),
  behaviour({
    id: 'thread.not-a-task',
    title: 'a target that is no task is refused',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const failure = await tools.failureOf(() =>
        Thread.start({ target: (() => 1) as ThreadTarget }).result(),
      );
      return failure === 'nothing'
        ? failure
        : { class: failure.class, saysHow: failure.message.includes('tasks(') };
    },
    expect: { class: 'InvalidArgumentError', saysHow: true },
  }),
  behaviour({
    id: 'thread.throws-on-import',
    title: 'a task module that throws on import is a start error with its cause',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const failure = await tools.failureOf(() =>
        Thread.start({ target: throwsOnImport.never }).result(),
      );
      return failure === 'nothing'
        ? failure
        : {
            class: failure.class,
            code: failure.code,
            tellsWhy: failure.message.includes('the module fails on purpose'),
            blames: failure.message.includes('bindWorker'),
          };
    },
    expect: {
      class: 'ThreadStartError',
      code: 'HEDDLE_THREAD_START',
      tellsWhy: true,
      blames: false,
    },
  }),
  behaviour({
    id: 'thread.unknown-task',
    title: 'a task that the worker does not know is an error that names bindWorker',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const failure = await tools.failureOf(() =>
        Thread.start({ target: stranger.never }).result(),
      );
      return failure === 'nothing'
        ? failure
        : {
            class: failure.class,
            code: failure.code,
            namesTask: failure.message.includes('stranger'),
            saysHow: failure.message.includes('bindWorker'),
          };
    },
    expect: {
      class: 'TaskNotFoundError',
      code: 'HEDDLE_TASK_NOT_FOUND',
      namesTask: true,
      saysHow: true,
    },
  }),
  behaviour({
    id: 'thread.never-answers',
    title: 'a worker that never answers is a start error when the time limit is over',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const failure = await tools.failureOf(() =>
        Thread.start({ target: silent.never, startTimeout: 500 } as never).result(),
      );
      return failure === 'nothing' ? failure : { class: failure.class, code: failure.code };
    },
    expect: { class: 'ThreadStartError', code: 'HEDDLE_THREAD_START' },
  }),
];
