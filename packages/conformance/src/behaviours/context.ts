import { behaviour, type Behaviour } from '../behaviour.ts';
import { selecting, user } from '../tasks/selecting.ts';

/** Context variables. */
export const contexts: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.context',
    title: 'a task begins with the context of whoever spawned it, and what it sets is its own',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ ContextVar, run, sleep, spawn }) {
      const name = new ContextVar<string>('name', { default: 'nobody' });
      const seen: string[] = [];
      await run(function* () {
        name.set('ann');
        const child = spawn(function* () {
          seen.push(`child begins with ${name.get()}`);
          yield* sleep(0);
          name.set('the child');
          yield* sleep(0);
          seen.push(`child ends with ${name.get()}`);
        });
        name.set('bob');
        yield* child;
        seen.push(`parent has ${name.get()}`);
      });
      seen.push(`outside: ${name.get()}`);
      return seen;
    },
    expect: [
      'child begins with ann',
      'child ends with the child',
      'parent has bob',
      'outside: nobody',
    ],
  }),
  behaviour({
    id: 'coroutine.context-async',
    title: 'an async function keeps its context through its awaits',
    about: 'coroutine',
    kind: 'normal',
    needs: ['asyncContext'],
    async run({ ContextVar, sleep, spawn }) {
      const name = new ContextVar<string>('name', { default: 'nobody' });
      const serve = async (who: string): Promise<string> => {
        name.set(who);
        await sleep(1);
        await Promise.resolve();
        const child = spawn(async () => {
          await sleep(1);
          return name.get();
        });
        return `${name.get()}, child: ${await child}`;
      };
      const [one, two] = [spawn(serve, 'ann'), spawn(serve, 'bob')];
      return { seen: [await one, await two], outside: name.get() };
    },
    expect: { seen: ['ann, child: ann', 'bob, child: bob'], outside: 'nobody' },
  }),
  behaviour({
    id: 'coroutine.context-explicit',
    title: 'an async function takes its context along by copyContext(), on every runtime',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ ContextVar, copyContext, sleep, spawn }) {
      const name = new ContextVar<string>('name', { default: 'nobody' });
      const serve = async (who: string): Promise<string> => {
        name.set(who);
        const own = copyContext();
        await sleep(1);
        const child = own.run(() => spawn(() => name.get()));
        return `${own.get(name) ?? ''}, ${own.run(() => name.get())}, child: ${await child}`;
      };
      const [one, two] = [spawn(serve, 'ann'), spawn(serve, 'bob')];
      return { seen: [await one, await two], outside: name.get() };
    },
    expect: { seen: ['ann, ann, child: ann', 'bob, bob, child: bob'], outside: 'nobody' },
  }),
  behaviour({
    id: 'coroutine.context-run',
    title: 'what is set within a Context stays there',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ Context, ContextVar, copyContext }) {
      const name = new ContextVar<string>('name', { default: 'nobody' });
      return new Context().run(() => {
        const token = name.set('outer');
        const inner = copyContext();
        const result = inner.run((who: string) => {
          name.set(who);
          return name.get();
        }, 'inner');
        const outer = name.get();
        name.reset(token);
        return {
          result,
          outer,
          kept: inner.get(name) ?? null,
          size: inner.size,
          afterReset: name.get(),
          isSet: copyContext().has(name),
        };
      });
    },
    expect: {
      result: 'inner',
      outer: 'outer',
      kept: 'inner',
      size: 1,
      afterReset: 'nobody',
      isSet: false,
    },
  }),
  behaviour({
    id: 'coroutine.context-refused',
    title: 'a variable without a value, and a token that is used or of another task, are refused',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ Context, ContextVar, spawn }, tools) {
      const name = new ContextVar<string>('name');
      const unset = await tools.failureOf(() => new Context().run(() => name.get()));
      const other = spawn(function* () {
        const token = name.set('a');
        const stranger = spawn(() => name.reset(token));
        try {
          yield* stranger;
        } finally {
          name.reset(token);
          name.reset(token);
        }
      });
      const stranger = new Context().run(() => {
        const token = name.set('b');
        return tools.thrownBy(() => new Context().run(() => name.reset(token)));
      });
      return {
        unset: unset === 'nothing' ? unset : { class: unset.class, code: unset.code },
        stranger: await stranger,
        twice: await tools.thrownBy(() => other),
        entered: await tools.thrownBy(() => {
          const context = new Context();
          context.run(() => context.run(() => {}));
        }),
      };
    },
    expect: {
      unset: { class: 'NoValueError', code: 'HEDDLE_NO_VALUE' },
      stranger: 'InvalidArgumentError',
      twice: 'InvalidStateError',
      entered: 'InvalidStateError',
    },
  }),
  behaviour({
    id: 'thread.context',
    title: 'a thread begins with an empty context',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run({ Thread, copyContext }) {
      return await copyContext().run(async () => {
        user.set('ann');
        const here = user.get();
        const thread = Thread.start({ target: selecting.whoseRequest });
        return { here, there: await thread.result() };
      });
    },
    expect: { here: 'ann', there: 'nobody' },
  }),
];
