import { behaviour, type Behaviour } from '../behaviour.ts';
import { meeting } from '../tasks/meeting.ts';

const { passBlocking } = meeting;
const passAwaiting = meeting.passAwaiting as unknown as typeof passBlocking;
const passYielding = meeting.passYielding as unknown as typeof passBlocking;

function together(name: string, title: string, target: typeof passBlocking): Behaviour {
  return behaviour({
    id: `latch.threads-${name}`,
    title: `a thread that ${title} passes once others have counted down to 0`,
    about: 'latch',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Latch, Queue }) {
      const [latch, said] = [new Latch(3), new Queue<string>()];
      const waiting = Thread.start({ target, args: [latch, said] });
      await said.get();
      const there = await Thread.start({ target: meeting.countDown, args: [latch, 2] }).result();
      const { alive } = waiting;
      latch.countDown();
      return { there, alive, passed: await waiting.result(), isOpen: latch.isOpen };
    },
    expect: { there: 1, alive: true, passed: 'passed', isOpen: true },
  });
}

/** A gate that opens once. */
export const latches: readonly Behaviour[] = [
  behaviour({
    id: 'latch.opens',
    title: 'it opens when it was counted down to 0, for who waits and who comes, and stays open',
    about: 'latch',
    kind: 'normal',
    needs: [],
    async run({ Latch, spawn }, tools) {
      const latch = new Latch(3, { name: 'workers' });
      const passed: string[] = [];
      const waiting = ['a', 'b'].map((name) =>
        spawn(function* () {
          yield* latch.wait();
          passed.push(name);
        }),
      );
      latch.countDown(2);
      await tools.othersRan();
      const before = { passed: passed.length, count: latch.count, isOpen: latch.isOpen };
      latch.countDown();
      for (const task of waiting) await task;
      await latch.wait();
      return { before, passed, isOpen: latch.isOpen, none: new Latch(0).isOpen };
    },
    expect: {
      before: { passed: 0, count: 1, isOpen: false },
      passed: ['a', 'b'],
      isOpen: true,
      none: true,
    },
  }),
  together('block', 'blocks', passBlocking),
  together('await', 'awaits', passAwaiting),
  together('yield', 'waits by yield*', passYielding),
  behaviour({
    id: 'latch.hand-over',
    title: 'tasks that wait for it pass when the thread opens it to which it was handed over',
    about: 'latch',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Latch, spawn }, tools) {
      const latch = new Latch(2);
      const waiting = spawn(function* () {
        yield* latch.wait();
        return 'passed';
      });
      latch.countDown();
      await tools.othersRan();
      const there = await Thread.start({ target: meeting.countDown, args: [latch, 1] }).result();
      return { there, waiting: await waiting, count: latch.count };
    },
    expect: { there: 0, waiting: 'passed', count: 0 },
  }),
  behaviour({
    id: 'latch.timeout',
    title: 'a wait gives up in time, here and in a thread that blocks, and says how much is left',
    about: 'latch',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Latch }, tools) {
      const latch = new Latch(2, { name: 'workers' });
      const here = await tools.failureOf(() => latch.wait({ timeout: 10 }));
      const target = meeting.passInTime;
      const there = await Thread.start({ target, args: [latch, 10] }).result();
      return {
        here: here === 'nothing' ? here : here.class,
        says: here !== 'nothing' && here.message.includes('2 times'),
        there,
        count: latch.count,
      };
    },
    expect: { here: 'TimeoutError', says: true, there: 'TimeoutError', count: 2 },
  }),
  behaviour({
    id: 'latch.over-counted',
    title: 'counting below 0 is refused, here and in another thread, and it stays as it is',
    about: 'latch',
    kind: 'bad-input',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Latch }, tools) {
      const latch = new Latch(1);
      const here = await tools.thrownBy(() => latch.countDown(2));
      const there = await tools.thrownBy(() =>
        Thread.start({ target: meeting.countDown, args: [latch, 2] }).result(),
      );
      return { here, there, count: latch.count };
    },
    expect: { here: 'OverReleaseError', there: 'OverReleaseError', count: 1 },
  }),
  behaviour({
    id: 'latch.bad-input',
    title: 'counts that are no whole numbers are refused',
    about: 'latch',
    kind: 'bad-input',
    needs: [],
    async run({ Latch }, tools) {
      const latch = new Latch(1);
      const bad: (() => unknown)[] = [
        () => new Latch(-1),
        () => new Latch(0.5),
        () => latch.countDown(0),
        () => latch.countDown('1' as never),
        () => latch.wait({ timeout: -1 }),
      ];
      const failures = new Set<string>();
      for (const call of bad) failures.add(await tools.thrownBy(call));
      return { failures: [...failures], count: latch.count };
    },
    expect: { failures: ['InvalidArgumentError'], count: 1 },
  }),
];
