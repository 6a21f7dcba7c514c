import { afterEach, describe, expect, test } from 'vitest';
import { run } from '../coroutine/run.ts';
import { spawn } from '../coroutine/spawn.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import type { Task } from '../coroutine/task.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { dump, type DumpedTask } from './dump.ts';

inVirtualTime();

const started: Task<unknown>[] = [];

afterEach(async () => {
  for (const task of started.splice(0)) {
    task.cancel();
    await task.catch(() => {});
  }
});

/** Spawns, and ends it after the test. */
function start<T>(task: Task<T>): Task<T> {
  started.push(task);
  return task;
}

function find(name: string, tasks: readonly DumpedTask[] = dump().tasks): DumpedTask | undefined {
  for (const task of tasks) {
    const found = task.name === name ? task : find(name, task.children);
    if (found !== undefined) return found;
  }
  return undefined;
}

const queue = new Queue<number>({ name: 'jobs' });

describe('dump', () => {
  test('has nothing of run() but what runs there', async () => {
    const main = run(function* main() {
      start(spawn({ target: () => queue.get(), name: 'below' }));
      yield* queue.get();
    });
    await sleep(1);
    expect(dump().tasks.map(({ name }) => name)).toEqual(['main']);
    expect(dump().tasks[0]!.children.map(({ name }) => name)).toEqual(['below']);
    expect(dump().size).toBe(2);
    queue.tryPut(1);
    queue.tryPut(2);
    await main;
  });

  test('has a task of the program that is called run', async () => {
    start(
      spawn({
        target: function* () {
          yield* start(spawn({ target: () => queue.get(), name: 'below' }));
        },
        name: 'run',
      }),
    );
    await sleep(1);
    expect(dump().tasks.map(({ name }) => name)).toEqual(['run']);
  });

  test('is a tree of who spawned whom', async () => {
    start(
      spawn(function* parent() {
        start(spawn({ target: () => queue.get(), name: 'first' }));
        start(spawn({ target: () => queue.get(), name: 'second' }));
        yield* queue.get();
      }),
    );
    await sleep(1);
    expect(find('parent')!.children.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(dump().size).toBe(3);
  });

  test('keeps the tasks of one that has ended', async () => {
    await spawn(() => void start(spawn({ target: () => queue.get(), name: 'left' })));
    expect(dump().tasks.map(({ name }) => name)).toEqual(['left']);
  });

  test('says what each waits for, since when, and who has it', async () => {
    const lock = new Lock({ name: 'account' });
    start(
      spawn(function* holder() {
        using _ = yield* lock.acquire();
        yield* queue.get();
      }),
    );
    start(
      spawn(function* waiter() {
        yield* lock.acquire({ timeout: 10_000 });
      }),
    );
    await sleep(1);
    expect(find('holder')).toMatchObject({
      state: 'waiting',
      waits: [{ what: 'get of queue "jobs"', limited: false }],
    });
    const [wait] = find('waiter')!.waits;
    expect(wait).toMatchObject({ what: 'acquire of "account"', limited: true });
    expect(wait!.why).toBe('holder (main) holds it and waits for queue "jobs"');
    const before = wait!.turns!;
    await sleep(0);
    expect(find('waiter')!.waits[0]!.turns).toBeGreaterThan(before);
  });

  test('has the tasks of groups, with the group', async () => {
    start(
      spawn(function* main() {
        yield* new TaskGroup({ name: 'pair' }).run(function* (group) {
          group.spawn({ target: () => queue.get(), name: 'member' });
          yield* sleep(10_000);
        });
      }),
    );
    await sleep(1);
    expect(find('member')).toMatchObject({ group: 'task group "pair"', state: 'waiting' });
    expect(String(dump())).toContain('member (in task group "pair"): waiting for get of queue');
  });

  test('says of one that awaits a promise of somebody else that it waits', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const task = spawn(() => promise);
    await sleep(1);
    expect(dump().tasks).toMatchObject([{ state: 'waiting', waits: [] }]);
    expect(String(dump())).toMatch(/: waiting for something outside of Heddle$/);
    resolve();
    await task;
  });

  test('has what is awaited outside of all tasks, until it settles, and the last 64 of it at most', async () => {
    const own = new Queue<number>({ name: 'own' });
    const waits = Array.from({ length: 100 }, () => own.get());
    for (const wait of waits) void wait.then(() => {});
    expect(dump().outside.map(({ what }) => what)).toEqual(Array(64).fill('get of queue "own"'));
    for (let n = 0; n < 100; n++) own.tryPut(n);
    await Promise.all(waits);
    expect(dump().outside).toEqual([]);
  });

  test('tells a daemon, and what a daemon has spawned', async () => {
    start(
      spawn({
        target: function* () {
          start(spawn({ target: () => queue.get(), name: 'below' }));
          yield* queue.get();
        },
        name: 'daemon',
        daemon: true,
      }),
    );
    start(spawn({ target: () => queue.get(), name: 'plain' }));
    await sleep(1);
    expect([find('daemon')!.daemon, find('below')!.daemon, find('plain')!.daemon]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('is told of a daemon by a boolean only', () => {
    expect(() => spawn({ target: () => {}, daemon: 1 as never })).toThrow(
      /daemon must be true or false, got 1/,
    );
  });

  test('says that there is nothing, and can be made into JSON', () => {
    expect(String(dump())).toBe('thread main\n  no tasks');
    expect(JSON.parse(JSON.stringify(dump()))).toEqual({ thread: 'main', tasks: [], outside: [] });
  });

  test('is not too deep for a long chain of tasks', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const link = (left: number): void => {
      start(
        spawn(function* chain() {
          if (left === 0) resolve();
          else link(left - 1);
          yield* queue.get();
        }),
      );
    };
    link(5000);
    await promise;
    const dumped = dump();
    expect(dumped.size).toBe(5001);
    expect(String(dumped).split('\n')).toHaveLength(5002);
  });
});
