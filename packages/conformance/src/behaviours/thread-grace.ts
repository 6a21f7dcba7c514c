import { behaviour, type Behaviour } from '../behaviour.ts';
import { arithmetic } from '../tasks/arithmetic.ts';
import { ending } from '../tasks/ending.ts';

/** More than a test takes: what ends within it was not ended by force. */
const grace = 600_000;

/** Threads that are asked to end before they are ended, by themselves and as part of a group. */
export const threadGrace: readonly Behaviour[] = [
  behaviour({
    id: 'thread.terminate-grace',
    title: 'terminate({ grace }) cancels the tasks of the thread first: their finally runs',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }, tools) {
      const said = new Queue<string>();
      const thread = Thread.start({ target: ending.listen, args: [said], name: 'listening' });
      await said.get();
      await thread.terminate({ grace });
      const stubborn = Thread.start({ target: ending.goOn, args: [said] });
      const cleaned = await said.get();
      await said.get();
      await stubborn.terminate({ grace });
      return {
        cleaned,
        alive: thread.alive,
        result: await tools.thrownBy(() => thread.result()),
        stubborn: await stubborn.result(),
      };
    },
    expect: {
      cleaned: 'cleaned up',
      alive: false,
      result: 'CancelledError',
      stubborn: 'returned all the same',
    },
  }),
  behaviour({
    id: 'thread.terminate-grace-early',
    title: 'a thread that is asked to end before its target has begun does not begin it',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }, tools) {
      const thread = Thread.start({ target: ending.listen, args: [new Queue<string>()] });
      await thread.terminate({ grace });
      return tools.thrownBy(() => thread.result());
    },
    expect: 'CancelledError',
  }),
  behaviour({
    id: 'thread.terminate-grace-computing',
    title: 'a thread that computes hears nothing, and is ended by force when its grace is over',
    about: 'thread',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue, Value }, tools) {
      const [said, stop] = [new Queue<string>(), new Value('i32', 0)];
      const thread = Thread.start({ target: ending.compute, args: [said, stop], name: 'busy' });
      await said.get();
      await thread.terminate({ grace: 1 });
      const result = await tools.failureOf(() => thread.result());
      stop.value = 1; // not every runtime can end it
      return result === 'nothing' ? result : [result.class, result.message];
    },
    expect: ['ThreadDiedError', 'thread "busy" was terminated'],
  }),
  behaviour({
    id: 'thread.terminate-grace-input',
    title: 'a grace that is no number of milliseconds is refused, and the thread goes on',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const thread = Thread.start({ target: arithmetic.add, args: [1, 2] });
      return {
        negative: await tools.thrownBy(() => thread.terminate({ grace: -1 })),
        unknown: await tools.thrownBy(() => thread.terminate({ timeout: 1 } as never)),
        made: await tools.thrownBy(
          () => new Thread({ target: arithmetic.add, args: [1, 2], grace: '1' as never }),
        ),
        result: await thread.result(),
      };
    },
    expect: {
      negative: 'InvalidArgumentError',
      unknown: 'InvalidArgumentError',
      made: 'InvalidArgumentError',
      result: 3,
    },
  }),
  behaviour({
    id: 'coroutine.group-threads',
    title:
      'a TaskGroup has threads beside its tasks: it waits for them, and gives what they return',
    about: 'coroutine',
    kind: 'normal',
    needs: ['threads'],
    async run({ TaskGroup, Thread, spawn }) {
      const threads = [1, 2].map((n) => new Thread({ target: arithmetic.add, args: [n, n] }));
      const sum = await spawn(() =>
        new TaskGroup().run(function* (group) {
          const [one, two] = threads.map((thread) => group.start(thread));
          const task = group.spawn(() => 10);
          return (yield* one!) + (yield* two!) + (yield* task);
        }),
      );
      return { sum, alive: threads.map(({ alive }) => alive) };
    },
    expect: { sum: 16, alive: [false, false] },
  }),
  behaviour({
    id: 'coroutine.group-threads-failure',
    title:
      'the failure of a thread cancels the tasks and the threads of its TaskGroup: their finally runs, and all errors come together',
    about: 'coroutine',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ TaskGroup, Thread, Queue, Value, sleep, spawn }, tools) {
      const [said, go, stop] = [new Queue<string>(), new Queue<string>(), new Value('i32', 0)];
      const listening = new Thread({ target: ending.listen, args: [said], grace });
      const busy = new Thread({ target: ending.compute, args: [said, stop], grace: 1 });
      let task = 'went on';
      const left = spawn(() =>
        new TaskGroup({ name: 'g' }).run(function* (group) {
          group.start(listening);
          group.start(busy);
          group.start(new Thread({ target: ending.fail, args: [go], name: 'failing' }));
          group.spawn(function* () {
            try {
              yield* sleep(600_000);
            } finally {
              task = 'cleaned up';
            }
          });
          yield* said.get();
          yield* said.get();
          yield* go.put('mine');
          yield* sleep(600_000);
        }),
      );
      const failure = await tools.failureOf(() => left);
      stop.value = 1;
      return {
        failure,
        task,
        thread: await said.get(),
        alive: [listening.alive, busy.alive],
        results: [
          await tools.thrownBy(() => listening.result()),
          await tools.thrownBy(() => busy.result()),
        ],
      };
    },
    expect: {
      failure: {
        class: 'TaskGroupError',
        code: 'HEDDLE_TASK_GROUP',
        message: '1 of task group "g" failed: RangeError: mine',
        instance: true,
      },
      task: 'cleaned up',
      thread: 'cleaned up',
      alive: [false, false],
      results: ['CancelledError', 'ThreadDiedError'],
    },
  }),
];
