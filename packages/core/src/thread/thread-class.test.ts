import { expect, expectTypeOf, test } from 'vitest';
import type { Coroutine } from '../coroutine/task.ts';
import { CannotSendError, InvalidArgumentError, NotSupportedError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import type { WorkerLink } from '../platform.ts';
import { sleep } from '../time/sleep.ts';
import { decode } from '../wire/value.ts';
import { currentThread, type CurrentThread } from './current.ts';
import { isThreadClass, taskOf, threadClassOf, type Listed } from './known-tasks.ts';
import type { Start } from './protocol.ts';
import { tasks } from './tasks.ts';
import { Inside, Thread } from './thread.ts';

const sent: Start[] = [];
installPlatform({
  ...platform(),
  name: 'test',
  missing: { memoryLimit: 'not in a test' },
  threads: {
    start: (): WorkerLink => ({
      send: (message) => void sent.push(message as Start),
      onMessage: () => {},
      onEnd: () => {},
      terminate: () => {},
    }),
    wrap: () => {
      throw new TypeError('no worker');
    },
  },
});

class Walker extends Thread {
  steps = 1;
  override run(): number {
    return this.steps;
  }
}
class Strolling extends Walker {
  override run(): number {
    return super.run() * 2;
  }
}
class Watched extends Thread {
  readonly seen: string[] = [];
}
const work = tasks('work', import.meta.url, {
  Walker,
  Strolling,
  add: (a: number, b: number): number => a + b,
  greet: (name?: string): string => `hello ${name}`,
  *yielding(): Coroutine<string> {
    yield* sleep(0);
    return 'done';
  },
});

test('an object of a subclass is sent as its class and its fields', () => {
  const walker = new Walker();
  walker.steps = 5;
  walker.start();
  const { self, task } = sent.at(-1)!;
  expect([task, self?.class]).toEqual([undefined, expect.objectContaining({ key: 'Walker' })]);
  expect(decode(self!.fields)).toEqual({ steps: 5 });
  expect(walker.run()).toBe(5);
});

test('a subclass of a subclass needs a name of its own; one without a run() needs none', () => {
  new Strolling().start();
  expect(sent.at(-1)!.self?.class.key).toBe('Strolling');
  class Unknown extends Walker {
    override run(): number {
      return 0;
    }
  }
  expect(() => new Unknown()).toThrow(InvalidArgumentError);
  const watched = new Watched({ target: work.greet });
  watched.start();
  expect([sent.at(-1)!.self, sent.at(-1)!.task?.key]).toEqual([undefined, 'greet']);
});

test('inside of the thread no constructor runs again, and name and ident are the thread’s own', () => {
  const inside = Reflect.construct(Thread, [new Inside(undefined, [])], Walker) as Walker;
  expect([inside.steps, inside instanceof Walker, inside.alive]).toEqual([undefined, true, true]);
  expect([inside.name, inside.ident]).toEqual([currentThread().name, currentThread().ident]);
});

test('what Thread does in run(): the target with its arguments, here too before the start', () => {
  expect(new Thread({ target: work.add, args: [1, 2] }).run()).toBe(3);
  expect(new Thread().run()).toBe(undefined);
});

test('68: args and target are forgotten when they have been sent', () => {
  const thread = new Thread({ target: work.add, args: [1, 2] }).start();
  expect(thread.run()).toBe(undefined);
});

test('a thread cannot be copied, nor handed over', () => {
  const thread = new Thread({ name: 'kept' });
  expect(() => structuredClone(thread)).toThrow();
  expect(() => JSON.stringify(thread)).toThrow(CannotSendError);
});

test('a class of threads is no function to run, and known as what it is', () => {
  const reference = { id: 'work', key: 'Walker', url: import.meta.url };
  expect([taskOf(reference), threadClassOf(reference)]).toEqual([undefined, Walker]);
  expect([isThreadClass(Walker), isThreadClass(Map), isThreadClass(work.add)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a limit of memory is refused where there is none, before anything is started', () => {
  const before = sent.length;
  const thread = new Thread({ target: work.greet, memoryLimit: 64 });
  expect(() => thread.start()).toThrow(NotSupportedError);
  for (const memoryLimit of [0, 2, NaN, '64']) {
    expect(() => new Thread({ memoryLimit: memoryLimit as number })).toThrow(InvalidArgumentError);
  }
  expect([sent.length, thread.alive]).toEqual([before, false]);
});

test('types: what a target needs, what it gives, and what is no target', () => {
  const refused = [
    // @ts-expect-error it takes two numbers
    () => Thread.start({ target: work.add }),
    // @ts-expect-error not these
    () => Thread.start({ target: work.add, args: [1, 'two'] }),
    // @ts-expect-error a plain function is in no task module
    () => Thread.start({ target: (): number => 1 }),
    // @ts-expect-error a class is started by making one of it
    () => Thread.start({ target: Walker }),
    // @ts-expect-error nothing to give them to
    () => new Thread({ args: [1] }),
  ];
  for (const wrong of refused.slice(2, 4)) expect(wrong).toThrow(InvalidArgumentError);
  expectTypeOf(Thread.start({ target: work.greet }).result()).resolves.toEqualTypeOf<string>();
  expectTypeOf(new Thread({ target: work.yielding }).result).returns.resolves.toBeString();
  expectTypeOf(new Walker().result).returns.resolves.toBeNumber();
  expectTypeOf(work.add).toEqualTypeOf<((a: number, b: number) => number) & Listed>();
  expectTypeOf(currentThread()).toEqualTypeOf<CurrentThread>();
});
