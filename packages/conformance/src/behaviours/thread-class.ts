import { behaviour, type Behaviour } from '../behaviour.ts';
import { Unnamed, walking } from '../tasks/walking.ts';

/** Threads of a class of their own, and without a target. */
export const threadClass: readonly Behaviour[] = [
  behaviour({
    id: 'thread.class',
    title:
      'a subclass runs its run() in the thread, with the fields that its object had at the start',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run() {
      const { Walker } = walking;
      const walker = new Walker(2);
      walker.made = 'and changed';
      const result = await walker.start().result();
      return { result, stepsHere: walker.steps, name: walker.name, alive: walker.alive };
    },
    expect: {
      result: { steps: 3, far: true, made: 'and changed', same: true },
      stepsHere: 2,
      name: 'walker',
      alive: false,
    },
  }),
  behaviour({
    id: 'thread.class-shared',
    title: 'a queue in a field is the same queue there',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Queue }) {
      const log = new Queue<string>();
      const walkers = ['left', 'right'].map((name) => new walking.Walker(1, log, name).start());
      const said = [await log.get(), await log.get()].toSorted();
      for (const walker of walkers) await walker.join();
      return said;
    },
    expect: ['left walks', 'right walks'],
  }),
  behaviour({
    id: 'thread.class-target',
    title: 'run() of a subclass may call what Thread does there: its target',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    run: async () =>
      (await new walking.Calling({ target: walking.double, args: [20] }).start().result()) + 2,
    expect: 43,
  }),
  behaviour({
    id: 'thread.class-field',
    title: 'a field that cannot cross is refused before anything is started, with the path to it',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run(_, tools) {
      const burdened = new walking.Burdened();
      const failure = await tools.failureOf(() => burdened.start());
      return failure === 'nothing'
        ? failure
        : { class: failure.class, message: failure.message, alive: burdened.alive };
    },
    expect: {
      class: 'CannotSendError',
      message: 'cannot send this.onDone: a function',
      alive: false,
    },
  }),
  behaviour({
    id: 'thread.class-unnamed',
    title: 'a class of threads that no task module names is refused, and so is one as a target',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const failure = await tools.failureOf(() => new Unnamed());
      return {
        unnamed:
          failure === 'nothing'
            ? failure
            : {
                class: failure.class,
                saysHow: failure.message.includes(`tasks(…, { ${Unnamed.name} })`),
              },
        asTarget: await tools.thrownBy(() => new Thread({ target: walking.Walker as never })),
      };
    },
    expect: {
      unnamed: { class: 'InvalidArgumentError', saysHow: true },
      asTarget: 'InvalidArgumentError',
    },
  }),
  behaviour({
    id: 'thread.itself',
    title: 'a thread cannot join, end or start itself',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    run: async () => new walking.Recluse().start().result(),
    expect: Array.from({ length: 5 }, () => 'InvalidStateError'),
  }),
  behaviour({
    id: 'thread.no-target',
    title: 'a thread without a target runs nothing',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread }) {
      const one = new Thread({ name: 'idle' }).start();
      const alive = one.alive;
      return { alive, result: String(await one.result()), name: one.name };
    },
    expect: { alive: true, result: 'undefined', name: 'idle' },
  }),
];
