import { behaviour, type Behaviour } from '../behaviour.ts';
import { meeting } from '../tasks/meeting.ts';

const { passBlocking } = meeting;
const passAwaiting = meeting.passAwaiting as unknown as typeof passBlocking;
const passYielding = meeting.passYielding as unknown as typeof passBlocking;

function together(name: string, title: string, target: typeof passBlocking): Behaviour {
  return behaviour({
    id: `event.threads-${name}`,
    title: `set() lets two threads go on that ${title}, also when it is cleared at once`,
    about: 'event',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Event, Queue }, tools) {
      const [event, said] = [new Event(), new Queue<string>()];
      const threads = [1, 2].map(() => Thread.start({ target, args: [event, said] }));
      for (let i = 0; i < 2; i += 1) await said.get();
      // One that blocks says so before it does: it may miss the first, but not all of them.
      while (threads.some(({ alive }) => alive)) {
        event.set();
        event.clear();
        await tools.hostTurn();
      }
      return {
        passed: [await threads[0]?.result(), await threads[1]?.result()].map(String),
        isSet: event.isSet,
      };
    },
    expect: { passed: ['passed', 'passed'], isSet: false },
  });
}

/** A flag that is waited for. */
export const events: readonly Behaviour[] = [
  behaviour({
    id: 'event.state',
    title: 'it starts cleared; setting or clearing it twice is as once',
    about: 'event',
    kind: 'normal',
    needs: [],
    async run({ Event }) {
      const event = new Event({ name: 'ready' });
      const seen = [event.isSet];
      for (const change of ['set', 'set', 'clear', 'clear', 'set'] as const) {
        event[change]();
        seen.push(event.isSet);
      }
      return { name: event.name, seen };
    },
    expect: { name: 'ready', seen: [false, true, true, false, false, true] },
  }),
  behaviour({
    id: 'event.wait-all',
    title: 'one set() lets all go on who wait, and whoever comes later until clear()',
    about: 'event',
    kind: 'normal',
    needs: [],
    async run({ Event, spawn }, tools) {
      const event = new Event();
      const passed: string[] = [];
      const pass = (name: string) =>
        spawn(function* () {
          yield* event.wait();
          passed.push(name);
        });
      const waiting = ['a', 'b', 'c'].map(pass);
      await tools.othersRan();
      const before = passed.length;
      event.set();
      for (const task of waiting) await task;
      await pass('later');
      event.clear();
      const again = pass('again');
      await tools.othersRan();
      const { state } = again;
      event.set();
      await again;
      return { before, passed, state };
    },
    expect: { before: 0, passed: ['a', 'b', 'c', 'later', 'again'], state: 'waiting' },
  }),
  behaviour({
    id: 'event.set-clear',
    title: 'set() and clear() at once still let all go on who waited, and nobody who comes then',
    about: 'event',
    kind: 'normal',
    needs: [],
    async run({ Event }, tools) {
      const event = new Event();
      const waiting = [event.wait(), event.wait()];
      event.set();
      event.clear();
      const late = tools.thrownBy(() => event.wait({ timeout: 5 }));
      for (const wait of waiting) await wait;
      return { waited: 'went on', late: await late, isSet: event.isSet };
    },
    expect: { waited: 'went on', late: 'TimeoutError', isSet: false },
  }),
  together('block', 'block', passBlocking),
  together('await', 'await', passAwaiting),
  together('yield', 'yield*', passYielding),
  behaviour({
    id: 'event.hand-over',
    title: 'tasks that wait for it go on when the thread sets it to which it was handed over',
    about: 'event',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Event, spawn }, tools) {
      const event = new Event({ name: 'ready' });
      const waiting = [1, 2].map((n) =>
        spawn(function* () {
          yield* event.wait();
          return n;
        }),
      );
      await tools.othersRan();
      const sharedBefore = event.shared;
      const there = await Thread.start({ target: meeting.setIt, args: [event] }).result();
      const passed: number[] = [];
      for (const task of waiting) passed.push(await task);
      return { sharedBefore, there, passed, isSet: event.isSet };
    },
    expect: { sharedBefore: false, there: true, passed: [1, 2], isSet: true },
  }),
  behaviour({
    id: 'event.dead-waiter',
    title: 'a thread that dies while it waits is nobody’s matter: the others go on',
    about: 'event',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Event, Queue }) {
      const [event, said] = [new Event(), new Queue<string>()];
      const victim = Thread.start({ target: passBlocking, args: [event, said] });
      const other = Thread.start({ target: passBlocking, args: [event, said] });
      for (let i = 0; i < 2; i += 1) await said.get();
      await victim.terminate();
      event.set();
      return { other: await other.result() };
    },
    expect: { other: 'passed' },
  }),
  behaviour({
    id: 'event.timeout',
    title: 'a wait gives up in time, here and in a thread that blocks; one of 0 looks once',
    about: 'event',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Event }, tools) {
      const event = new Event({ name: 'ready' });
      const here = await tools.failureOf(() => event.wait({ timeout: 10 }));
      const look = await tools.thrownBy(() => event.wait({ timeout: 0 }));
      const target = meeting.passInTime;
      const there = await Thread.start({ target, args: [event, 10] }).result();
      event.set();
      return {
        here: here === 'nothing' ? here : here.class,
        named: here !== 'nothing' && here.message.includes('event "ready"'),
        look,
        there,
        set: [
          await tools.thrownBy(() => event.wait({ timeout: 0 })),
          await Thread.start({ target, args: [event, 0] }).result(),
        ],
      };
    },
    expect: {
      here: 'TimeoutError',
      named: true,
      look: 'TimeoutError',
      there: 'TimeoutError',
      set: ['nothing', 'passed'],
    },
  }),
  behaviour({
    id: 'event.select',
    title:
      'a select of several events ends by the one that is set, and waits for none of the others',
    about: 'event',
    kind: 'normal',
    needs: [],
    async run({ Event, after, select, spawn }) {
      const [left, right] = [new Event(), new Event()];
      const chosen = spawn(function* () {
        return (yield* select({ left, right, late: after(10_000) })).key;
      });
      right.set();
      return { chosen: await chosen };
    },
    expect: { chosen: 'right' },
  }),
  behaviour({
    id: 'event.bad-input',
    title: 'options of the wrong kind, and a raw clone, are refused',
    about: 'event',
    kind: 'bad-input',
    needs: [],
    async run({ Event }, tools) {
      return [
        await tools.thrownBy(() => new Event({ name: 5 as never })),
        await tools.thrownBy(() => new Event().wait({ timeout: -1 })),
        await tools.thrownBy(() => structuredClone(new Event())),
      ];
    },
    expect: ['InvalidArgumentError', 'InvalidArgumentError', 'DataCloneError'],
  }),
];
