import { behaviour, type Behaviour } from '../behaviour.ts';
import { meeting } from '../tasks/meeting.ts';

const { onceBlocking } = meeting;
const onceAwaiting = meeting.onceAwaiting as unknown as typeof onceBlocking;
const onceYielding = meeting.onceYielding as unknown as typeof onceBlocking;

function together(name: string, title: string, target: typeof onceBlocking): Behaviour {
  return behaviour({
    id: `once.threads-${name}`,
    title: `of three threads that ${title} one runs its function, and is told so`,
    about: 'once',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Once, Value }) {
      const [once, runs] = [new Once(), new Value('i32', 0)];
      const threads = [1, 2, 3].map(() => Thread.start({ target, args: [once, runs] }));
      let told = 0;
      for (const thread of threads) if (await thread.result()) told += 1;
      return { runs: runs.value, told, done: once.done };
    },
    expect: { runs: 1, told: 1, done: true },
  });
}

/** What is done once, whoever asks. */
export const onlyOnce: readonly Behaviour[] = [
  behaviour({
    id: 'once.runs',
    title: 'the function of one is run, and the others wait until it is done',
    about: 'once',
    kind: 'normal',
    needs: [],
    async run({ Once, spawn, sleep }) {
      const once = new Once();
      const order: string[] = [];
      const tasks = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          const ran = yield* once.run(function* () {
            order.push(`${name} begins`);
            yield* sleep(0);
            order.push(`${name} ends`);
          });
          order.push(`${name}: ${ran}`);
        }),
      );
      for (const task of tasks) await task;
      const later = await once.run(() => order.push('never'));
      return { order, later, done: once.done };
    },
    expect: {
      order: ['a begins', 'a ends', 'a: true', 'b: false', 'c: false'],
      later: false,
      done: true,
    },
  }),
  behaviour({
    id: 'once.fails',
    title: 'one that fails gives its caller the error, and the next in line runs its own',
    about: 'once',
    kind: 'normal',
    needs: [],
    async run({ Once, sleep }, tools) {
      const once = new Once();
      const failing = tools.thrownBy(() =>
        once.run(async () => {
          await sleep(0);
          throw new RangeError('not this time');
        }),
      );
      const next = once.run(() => 'done');
      return { failing: await failing, next: await next, done: once.done };
    },
    expect: { failing: 'RangeError', next: true, done: true },
  }),
  together('block', 'block', onceBlocking),
  together('await', 'await', onceAwaiting),
  together('yield', 'yield*', onceYielding),
  behaviour({
    id: 'once.threads-fails',
    title: 'where the function of one thread fails, that of another is run',
    about: 'once',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Once, Queue }, tools) {
      const [once, said, go] = [new Once(), new Queue<string>(), new Queue<string>()];
      const thread = Thread.start({ target: meeting.onceFailing, args: [once, said, go] });
      await said.get();
      const here = once.run(() => {});
      await go.put('fail');
      const there = await tools.thrownBy(() => thread.result());
      return { there, here: await here, done: once.done };
    },
    expect: { there: 'RangeError', here: true, done: true },
  }),
  behaviour({
    id: 'once.dead-runner',
    title: 'where the thread dies that runs its function, the next runs its own',
    about: 'once',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Once, Queue }) {
      const [once, said, go] = [new Once(), new Queue<string>(), new Queue<string>()];
      const victim = Thread.start({ target: meeting.onceFailing, args: [once, said, go] });
      await said.get();
      const here = once.run(() => {});
      await victim.terminate();
      return { here: await here, done: once.done };
    },
    expect: { here: true, done: true },
  }),
  behaviour({
    id: 'once.bad-input',
    title: 'what is no function is refused, and one that calls its own once gets DeadlockError',
    about: 'once',
    kind: 'bad-input',
    needs: [],
    async run({ Once, spawn }, tools) {
      const once = new Once();
      const nothing = await tools.thrownBy(() => once.run('work' as never));
      const nested = await tools.thrownBy(() =>
        spawn(function* () {
          yield* once.run(function* () {
            yield* once.run(function* () {});
          });
        }),
      );
      return { nothing, nested, done: once.done };
    },
    expect: { nothing: 'InvalidArgumentError', nested: 'DeadlockError', done: false },
  }),
];
