import { expect, test } from 'vitest';
import { currentTask, Lock, Queue, run, sleep, spawn, yieldNow } from './index.ts';
import { ExplorationError, explore, replay } from './testing.ts';

// What an exploration can tell of async functions where the runtime follows them through their awaits.

test('a deadlock between async functions says who waits for what', async () => {
  const program = async function main(): Promise<void> {
    const [lock, jobs] = [new Lock({ name: 'account' }), new Queue<number>({ name: 'jobs' })];
    const worker = spawn(async function worker() {
      using _ = await lock.acquire();
      await jobs.get();
    });
    const boss = spawn(async function boss() {
      await yieldNow();
      using _ = await lock.acquire();
      await jobs.put(1);
    });
    await worker;
    await boss;
  };
  const error = (await explore(program).catch((reason: unknown) => reason)) as ExplorationError;
  expect(error).toBeInstanceOf(ExplorationError);
  expect(error.kind).toBe('deadlock');
  expect(error.message).toMatch(
    /^nothing can go on: main waits for the end of worker; worker waits for get of queue "jobs"; boss waits for acquire of "account", which worker holds\n/,
  );
  expect(error.schedule.at(-1)).toMatch(/ and waits for acquire of "account", which worker holds$/);
  await expect(replay(program, error.replay)).rejects.toMatchObject({ message: error.message });
});

test('inside of a program, the current task is that of the program, whoever explores it', async () => {
  const seen = new Set<string | undefined>();
  const outer = spawn(async function outer() {
    await explore(async function main() {
      seen.add(currentTask()?.name);
      await spawn(async function inner() {
        await sleep(1);
        seen.add(currentTask()?.name);
      });
      seen.add(currentTask()?.name);
    });
    return currentTask()?.name;
  });
  expect(await outer).toBe('outer');
  expect(seen).toEqual(new Set(['main', 'inner']));
});

test('async tasks are cancelled at any step, and their cleanup is waited for', async () => {
  const ends = new Set<string>();
  const result = await explore(async () => {
    const log: string[] = [];
    const lock = new Lock();
    const victim = spawn(async () => {
      using _ = await lock.acquire();
      try {
        await yieldNow();
        log.push('worked');
      } finally {
        await yieldNow();
        log.push('cleaned');
      }
    });
    const canceller = spawn(() => victim.cancel());
    await canceller;
    await victim.catch(() => log.push('cancelled'));
    if (lock.locked) throw new Error('the lock is still held');
    ends.add(log.join());
  });
  expect(result.complete).toBe(true);
  expect([...ends].every((end) => !end.startsWith('worked') || end.includes('cleaned'))).toBe(true);
  expect(ends).toContain('cancelled');
  expect(ends).toContain('worked,cleaned');
});

test('the program that run() runs is not touched by what is explored beside it', async () => {
  const log: number[] = [];
  const program = run(function* () {
    for (let i = 0; i < 3; i++) {
      yield* sleep(2);
      log.push(i);
    }
  });
  await explore(
    () => {
      for (let i = 0; i < 4; i++) {
        spawn(function* () {
          for (let step = 0; step < 4; step++) yield* yieldNow();
        });
      }
    },
    { time: 50, schedules: Infinity },
  );
  await program;
  expect(log).toEqual([0, 1, 2]);
});
