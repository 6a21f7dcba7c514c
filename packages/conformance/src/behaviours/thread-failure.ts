import type { ThreadFailure } from 'heddle';
import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { walking } from '../tasks/walking.ts';

/** Lets a thread fail, and gives what the hook hears of it. */
async function failWith({ Thread, threadErrorHook }: Heddle): Promise<ThreadFailure> {
  return new Promise((resolve) => {
    const before = threadErrorHook((failure) => {
      threadErrorHook(before);
      resolve(failure);
    });
    Thread.start({ target: walking.fail, name: 'failing' });
  });
}

/** Lets a thread fail under a hook that does that, and gives what is printed. */
async function printedWith(
  { Thread, threadErrorHook }: Heddle,
  hook: Parameters<Heddle['threadErrorHook']>[0],
): Promise<unknown[]> {
  const { console } = globalThis as { console: { error(...parts: unknown[]): void } };
  const [error, before] = [console.error, threadErrorHook(hook)];
  try {
    return await new Promise((resolve) => {
      console.error = (...parts: unknown[]) => resolve(parts);
      Thread.start({ target: walking.fail, name: 'failing' });
    });
  } finally {
    console.error = error;
    threadErrorHook(before);
  }
}

function failingHook(): never {
  throw new TypeError('in the hook');
}

/** What becomes of a failure that nobody asks for, and of a thread that ends by other means. */
export const threadFailure: readonly Behaviour[] = [
  behaviour({
    id: 'thread.error-hook',
    title: 'an error that nobody takes from result() goes to threadErrorHook, with the thread',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run(heddle, tools) {
      const { error, thread } = await failWith(heddle);
      const { class: name, message } = tools.error(error);
      return { name, message, thread: thread.name, alive: thread.alive };
    },
    expect: {
      name: 'RangeError',
      message: 'lost in failing',
      thread: 'failing',
      alive: false,
    },
  }),
  behaviour({
    id: 'thread.error-taken',
    title: 'an error that somebody takes from result() does not go there',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run(heddle, tools) {
      const heard: string[] = [];
      const before = heddle.threadErrorHook(({ thread }) => heard.push(thread.name));
      const taken = heddle.Thread.start({ target: walking.fail, name: 'taken' });
      const failure = await tools.thrownBy(() => taken.result());
      heddle.threadErrorHook(before);
      await failWith(heddle); // by then the first one would have been told
      return { failure, heard };
    },
    expect: { failure: 'RangeError', heard: [] },
  }),
  behaviour({
    id: 'thread.error-printed',
    title: 'without a hook it is printed with the name of the thread',
    about: 'thread',
    kind: 'normal',
    needs: ['threads'],
    async run(heddle) {
      const [text, error] = await printedWith(heddle, undefined);
      return { text: String(text), error: (error as Error).message };
    },
    expect: {
      text: 'Heddle: thread "failing" failed, and nobody asked for its result():',
      error: 'lost in failing',
    },
  }),
  behaviour({
    id: 'thread.error-hook-throws',
    title: 'a hook that throws is printed with the error, and harms nothing else',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run(heddle) {
      const [, error, reason] = await printedWith(heddle, failingHook);
      const next = await heddle.Thread.start({ target: walking.double, args: [2] }).result();
      return { error: (error as Error).message, reason: (reason as Error).message, next };
    },
    expect: { error: 'lost in failing', reason: 'in the hook', next: 4 },
  }),
  behaviour({
    id: 'thread.memory-limit',
    title: 'a thread that needs more memory than it may have ends, and its result says so',
    about: 'thread',
    kind: 'normal',
    needs: ['threads', 'memoryLimit'],
    async run({ Thread }, tools) {
      const hoarding = Thread.start({ target: walking.hoard, memoryLimit: 32, name: 'hoarding' });
      const failure = await tools.failureOf(() => hoarding.result());
      const modest = Thread.start({ target: walking.double, args: [2], memoryLimit: 64 });
      return {
        class: failure === 'nothing' ? failure : failure.class,
        saysWhy: failure !== 'nothing' && failure.message.includes('its memoryLimit of 32 MB'),
        other: await modest.result(),
      };
    },
    expect: { class: 'ThreadDiedError', saysWhy: true, other: 4 },
  }),
  behaviour({
    id: 'thread.bad-limit',
    title:
      'a limit of memory that is none is refused; so is any, where the runtime has no such thing',
    about: 'thread',
    kind: 'bad-input',
    needs: ['threads'],
    async run({ Thread }, tools) {
      const limited = (memoryLimit: number) => () =>
        Thread.start({ target: walking.double, args: [2], memoryLimit }).result();
      const there = await tools.thrownBy(limited(64));
      return {
        zero: await tools.thrownBy(limited(0)),
        asTheProbe: there === (tools.has('memoryLimit') ? 'nothing' : 'NotSupportedError'),
      };
    },
    expect: { zero: 'InvalidArgumentError', asTheProbe: true },
  }),
];
