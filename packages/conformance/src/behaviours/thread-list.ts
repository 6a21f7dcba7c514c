import { behaviour, type Behaviour } from '../behaviour.ts';
import { walking } from '../tasks/walking.ts';

/** What threads are called, and who sees which. */
export const threadList: readonly Behaviour[] = [
  behaviour({
    id: 'thread.name',
    title:
      'the name of a thread can be changed before the start, while it is parked, and by itself',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const one = new Thread({ target: walking.meet, args: [arrived, go] });
      const numbered = /^thread-\d+$/.test(one.name);
      one.name = 'early';
      one.start();
      const there = await arrived.get();
      one.name = 'late';
      const here = one.name;
      await go.put('go');
      return { numbered, there, here, result: await one.result(), afterwards: one.name };
    },
    expect: {
      numbered: true,
      there: 'early',
      here: 'late',
      result: { before: 'early', after: 'late' },
      afterwards: 'late, changed',
    },
  }),
  behaviour({
    id: 'thread.name-of-two',
    title: 'names need not be unique; one that is no string is refused, and the name stays',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const two = [0, 1].map(() => Thread.start({ target: walking.isDaemon, name: 'twin' }));
      const failure = await tools.thrownBy(() => (two[0]!.name = 5 as never));
      for (const one of two) await one.join();
      return { names: two.map(({ name }) => name), failure };
    },
    expect: { names: ['twin', 'twin'], failure: 'InvalidArgumentError' },
  }),
  behaviour({
    id: 'thread.current-main',
    title:
      'in the main thread, currentThread() is mainThread(): alive, no daemon, always the same object',
    about: 'thread',
    kind: 'normal',
    needs: [],
    async run({ currentThread, mainThread, threads }) {
      const { ident, isMain, daemon, alive } = currentThread();
      return {
        info: { ident, isMain, daemon, alive },
        same: [currentThread() === currentThread(), mainThread() === currentThread()],
        listed: threads().includes(currentThread()),
      };
    },
    expect: {
      info: { ident: 1, isMain: true, daemon: false, alive: true },
      same: [true, true],
      listed: true,
    },
  }),
  behaviour({
    id: 'thread.list-own',
    title:
      'threads() lists what this thread has started from the start to the end, as the very objects',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread, threads }) {
      const one = new Thread({ target: walking.isDaemon, name: 'own' });
      const before = threads().includes(one);
      one.start();
      const started = threads().includes(one);
      await one.join();
      return { before, started, after: threads().includes(one) };
    },
    expect: { before: false, started: true, after: false },
  }),
  behaviour({
    id: 'thread.list-others',
    title: 'a thread sees itself, the main thread, and those that others have started',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Queue }) {
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const other = Thread.start({ target: walking.meet, args: [arrived, go], name: 'other' });
      await arrived.get();
      const looking = Thread.start({ target: walking.look, name: 'looking' });
      const { names, here, main } = await looking.result();
      await go.put('go');
      await other.join();
      const expected = new Set(['main', 'other', 'looking']);
      return {
        names: names.filter((name) => expected.has(name)),
        sameAsCurrent: names[here] === 'looking',
        main: { name: main[0], ident: main[1] ?? null, alive: main[2] },
      };
    },
    expect: {
      names: ['main', 'other', 'looking'],
      sameAsCurrent: true,
      main: { name: 'main', ident: 1, alive: true },
    },
  }),
  behaviour({
    id: 'thread.daemon',
    title:
      'a thread is a daemon as its creator is, unless it is told; once started that cannot be changed',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread, currentThread }, tools) {
      const plain = new Thread({ target: walking.isDaemon });
      const one = new Thread({ target: walking.isDaemon, daemon: true });
      const inherited = plain.daemon === currentThread().daemon;
      one.start();
      const late = await tools.thrownBy(() => (one.daemon = false));
      return { inherited, daemon: one.daemon, there: await one.result(), late };
    },
    expect: { inherited: true, daemon: true, there: true, late: 'InvalidStateError' },
  }),
];
