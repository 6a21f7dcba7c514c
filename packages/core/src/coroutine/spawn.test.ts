import { expect, expectTypeOf, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { spawn } from './spawn.ts';
import { Task, type Coroutine } from './task.ts';

function* add(a: number, b: number): Coroutine<number> {
  yield* sleep(0);
  return a + b;
}

async function asyncAdd(a: number, b: number): Promise<number> {
  return a + b;
}

function plainAdd(a: number, b: number): number {
  return a + b;
}

test('a generator function, an async function and a plain one run as tasks, with their arguments', async () => {
  const tasks = [spawn(add, 1, 2), spawn(asyncAdd, 3, 4), spawn(plainAdd, 5, 6)];
  expect(tasks.every((task) => task instanceof Task)).toBe(true);
  expect(await Promise.all(tasks)).toEqual([3, 7, 11]);
});

test('nothing of it runs before the code that spawned it has had its turn', async () => {
  const log: string[] = [];
  const task = spawn(() => log.push('task'));
  log.push('spawned');
  await task;
  expect(log).toEqual(['spawned', 'task']);
});

test('options give it arguments and a name', async () => {
  const task = spawn({ target: add, args: [1, 2], name: 'adding' });
  expect(task.name).toBe('adding');
  expect(task.describe()).toBe('adding (main)');
  expect(await task).toBe(3);
  expect(await spawn({ target: () => 5 })).toBe(5);
});

test('it is called as its function, and one without a name by a number', async () => {
  const named = spawn(add, 1, 2);
  const [one, two] = [spawn(() => 1), spawn(() => 2)];
  expect(named.name).toBe('add');
  expect(one.name).toMatch(/^task-\d+$/);
  expect(two.name).not.toBe(one.name);
  await Promise.all([named, one, two]);
});

test.each([[undefined], [null], [5], ['add'], [{}], [{ target: 5 }], [Promise.resolve()]])(
  '%o is no function to run, and is refused at the call',
  (target) => {
    expect(() => spawn(target as never)).toThrow(InvalidArgumentError);
    expect(() => spawn(target as never)).toThrow(/^spawn: needs a function to run .*, got /);
  },
);

test('a function that gives a coroutine runs it', async () => {
  expect(await spawn(() => add(1, 2))).toBe(3);
});

test.each([
  [
    'whose `then` throws',
    (): unknown => ({
      get then(): never {
        throw new Error('odd');
      },
    }),
  ],
  [
    'of an iterator that gives no result objects',
    (): unknown => ({
      next: () => undefined,
      throw: () => undefined,
      [Symbol.iterator](): unknown {
        return this;
      },
    }),
  ],
])('a result %s fails its task, and the other tasks go on', async (_, odd) => {
  const failed = spawn(odd);
  const other = spawn(() => 1);
  await expect(failed).rejects.toThrow(/odd|undefined/);
  expect(await other).toBe(1);
});

test('types: arguments must be those of the function, and the result is its own', async () => {
  const begun = add(1, 2);
  const inferred = (): void => {
    expectTypeOf(spawn(add, 1, 2)).toEqualTypeOf<Task<number>>();
    expectTypeOf(spawn({ target: add, args: [1, 2] })).toEqualTypeOf<Task<number>>();
    expectTypeOf(spawn(async () => 'a')).toEqualTypeOf<Task<string>>();
    // @ts-expect-error an argument is missing
    void spawn(add, 1);
    // @ts-expect-error an argument is of the wrong kind
    void spawn(add, 1, '2');
    // @ts-expect-error an argument too many
    void spawn(add, 1, 2, 3);
    // @ts-expect-error an argument is of the wrong kind
    void spawn({ target: add, args: [1, '2'] });
    // @ts-expect-error a started generator is no function
    void spawn(begun);
  };
  expect(inferred).toThrow(InvalidArgumentError); // the last of them
});

test('an async generator function is no coroutine: its task fails, and says so', async () => {
  const task = spawn(async function* wrong() {
    yield 1;
  });
  await expect(task).rejects.toThrow(InvalidArgumentError);
  await expect(task).rejects.toThrow('wrong (main) is an async function*, which is no coroutine');
});

test('types: options need arguments where the function does', () => {
  const sum = (a: number, b: number): number => a + b;
  const maybe = (a?: number): number => a ?? 0;
  expectTypeOf(spawn<[number, number], number>)
    .parameter(0)
    .not.toBeAny();
  // @ts-expect-error args are missing
  void (() => spawn({ target: sum }));
  // @ts-expect-error one is missing
  void (() => spawn({ target: sum, args: [1] }));
  void (() => [spawn({ target: sum, args: [1, 2] }), spawn({ target: maybe })]);
});
