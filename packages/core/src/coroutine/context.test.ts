import { describe, expect, test } from 'vitest';
import { copyContext } from '../context/context.ts';
import { ContextVar } from '../context/context-var.ts';
import { Pending } from '../operation/pending.ts';
import { sleep } from '../time/sleep.ts';
import { run } from './run.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';

const user = new ContextVar<string>('user', { default: 'nobody' });

describe('context variables of tasks', () => {
  test('a task begins with the values that its spawner has at the call', async () => {
    const seen: string[] = [];
    await run(function* () {
      user.set('ann');
      const child = spawn(function* () {
        seen.push(user.get());
        yield* sleep(0);
        seen.push(user.get());
      });
      user.set('bob');
      yield* child;
      seen.push(user.get());
    });
    expect(seen).toEqual(['ann', 'ann', 'bob']);
  });

  test('what a task sets is its own: neither its spawner nor its siblings see it', async () => {
    const seen: string[] = [];
    const serve = function* (name: string): Coroutine<void> {
      user.set(name);
      for (let i = 0; i < 3; i++) yield* sleep(0);
      seen.push(`${name}: ${user.get()}`);
    };
    await run(function* () {
      const tasks = [spawn(serve, 'a'), spawn(serve, 'b')];
      for (const task of tasks) yield* task;
      seen.push(user.get());
    });
    expect(seen).toEqual(['a: a', 'b: b', 'nobody']);
  });

  test('nested coroutines of one task share its values', async () => {
    const setting = function* (): Coroutine<void> {
      yield* sleep(0);
      user.set('set below');
    };
    const seen = await run(function* () {
      yield* setting();
      return user.get();
    });
    expect(seen).toBe('set below');
  });

  test('plain functions, and async ones up to their first await, are inside of their task on every runtime', async () => {
    const seen: (string | undefined)[] = [];
    await spawn(() => {
      user.set('plain');
      seen.push(user.get());
    });
    await spawn(async () => {
      user.set('async');
      seen.push(user.get());
      const context = copyContext();
      await sleep(0);
      seen.push(context.get(user));
      seen.push(context.run(() => user.get()));
    });
    seen.push(user.get());
    expect(seen).toEqual(['plain', 'async', 'async', 'async', 'nobody']);
  });

  test('spawned within Context.run, a task begins with that context', async () => {
    const context = copyContext();
    context.run(() => user.set('given'));
    const task = context.run(() =>
      spawn(function* () {
        yield* sleep(0);
        const seen = user.get();
        user.set('changed');
        return seen;
      }),
    );
    expect([await task, context.get(user), user.get()]).toEqual(['given', 'given', 'nobody']);
  });

  test('a token is refused in another task', async () => {
    const seen = await run(function* () {
      const token = user.set('ann');
      const other = spawn(() => user.reset(token));
      try {
        yield* other;
        return 'reset';
      } catch (error) {
        user.reset(token);
        return (error as Error).name;
      }
    });
    expect(seen).toBe('InvalidArgumentError');
  });

  test('setting costs the tasks that were spawned nothing: they point at the same values', async () => {
    await run(function* () {
      user.set('ann');
      const tasks = Array.from({ length: 3 }, () => spawn(() => copyContext()));
      const contexts = [];
      for (const task of tasks) contexts.push(yield* task);
      expect(new Set(tasks.map((task) => task.context)).size).toBe(1);
      expect(contexts.map((context) => context.get(user))).toEqual(['ann', 'ann', 'ann']);
    });
  });
});

describe('an eager task', () => {
  test.each([
    [
      'generator',
      function* () {
        user.set('eager');
        yield* sleep(0);
        return user.get();
      },
    ],
    ['plain', () => (user.set('eager'), user.get())],
    ['async', async () => (user.set('eager'), user.get())],
  ])(
    'of a %s function sets its own values, not those of the one that spawns it',
    async (_, target) => {
      const seen = await run(function* () {
        user.set('spawner');
        const task = spawn({ target: target as () => string, eager: true });
        const own = user.get();
        return [own, yield* task, user.get()];
      });
      expect(seen).toEqual(['spawner', 'eager', 'spawner']);
    },
  );

  test('of an async function owns the waits that it begins, and keeps them when its spawner ends', async () => {
    const waits: Pending<string>[] = [];
    const target = { describe: () => 'a target', withdraw: () => true };
    const tasks: Task<string>[] = [];
    const spawner = spawn(function* () {
      yield* sleep(0);
      const eager = async (): Promise<string> => {
        const wait = new Pending<string>(target, 'get');
        waits.push(wait);
        return await wait;
      };
      tasks.push(spawn({ target: eager, eager: true }));
    });
    await spawner;
    expect(waits[0]!.owner).not.toBe(spawner);
    waits[0]!._resolve('item');
    expect(await tasks[0]).toBe('item');
  });
});
