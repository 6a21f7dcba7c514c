import { behaviour, type Behaviour } from '../behaviour.ts';
import { walking } from '../tasks/walking.ts';

/** What each thread has for itself. */
export const threadLocals: readonly Behaviour[] = [
  behaviour({
    id: 'thread.local',
    title: 'a ThreadLocal of a module has a value in each thread, made there when it is asked for',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const [left, right] = ['left', 'right'].map((name) =>
        Thread.start({ target: walking.ownList, name }),
      );
      return [await left!.result(), await right!.result()];
    },
    expect: [[['left', 'first', 'second']], [['right', 'first', 'second']]],
  }),
  behaviour({
    id: 'thread.local-handed',
    title: 'handed to another thread it is the same ThreadLocal, with a value of that thread',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread, ThreadLocal, currentThread }) {
      const lists = new ThreadLocal(walking.makeList);
      lists.value.push('kept');
      const one = Thread.start({ target: walking.handed, args: [lists], name: 'one' });
      const there = await one.result();
      return { there, here: lists.value.slice(1), own: lists.value[0] === currentThread().name };
    },
    expect: { there: ['one', 'here'], here: ['kept'], own: true },
  }),
  behaviour({
    id: 'thread.local-unset',
    title: 'what one thread has set, another has not; without a value it is an error to ask for it',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread, ThreadLocal }, tools) {
      const empty = new ThreadLocal<string>();
      const before = await tools.thrownBy(() => empty.value);
      empty.value = 'here';
      const there = await Thread.start({ target: walking.unset, args: [empty] }).result();
      const cleared = [empty.value, empty.clear(), empty.isSet];
      return { before, there, cleared: cleared as (string | boolean)[] };
    },
    expect: {
      before: 'NoValueError',
      there: { isSet: false, failure: 'NoValueError' },
      cleared: ['here', 'here', false],
    },
  }),
  behaviour({
    id: 'thread.local-refused',
    title: 'a ThreadLocal whose values a function of one thread makes cannot be handed over',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread, ThreadLocal }, tools) {
      const lists = new ThreadLocal(() => ['']);
      return {
        handed: await tools.thrownBy(() =>
          Thread.start({ target: walking.handed, args: [lists] }).result(),
        ),
        noFunction: await tools.thrownBy(() => new ThreadLocal('x' as never)),
      };
    },
    expect: { handed: 'CannotSendError', noFunction: 'InvalidArgumentError' },
  }),
  behaviour({
    id: 'thread.local-dispose',
    title: 'values that can be disposed of are, when their thread has ended, the last one first',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const log = new Queue<string>();
      const result = await Thread.start({ target: walking.dispose, args: [log] }).result();
      return { result, log: [await log.get(), await log.get()] };
    },
    expect: { result: 'done', log: ['second', 'first'] },
  }),
];
