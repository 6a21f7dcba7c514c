import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { explore } from './explore.ts';
import { deadlock, stepping } from './programs.fixture.ts';

const reduction = 'operations';

describe('reduction', () => {
  test('tasks that share nothing are run in one order', async () => {
    expect(await explore(stepping(3, 3), { reduction })).toMatchObject({
      schedules: 1,
      complete: true,
    });
  });

  test('pairs that share nothing with each other multiply no more, they add up', async () => {
    const program = (pairs: number) =>
      function main(): void {
        for (let pair = 0; pair < pairs; pair++) {
          const lock = new Lock();
          const task = function* (): Coroutine<void> {
            using _ = yield* lock.acquire();
            yield* yieldNow();
          };
          spawn(task);
          spawn(task);
        }
      };
    const all = await explore(program(2));
    const reduced = await explore(program(2), { reduction });
    expect(all).toMatchObject({ schedules: 2296, complete: true });
    expect(reduced.complete).toBe(true);
    expect(reduced.schedules).toBeLessThan(all.schedules / 5);
  });

  test('the planted deadlock is still found', async () => {
    await expect(explore(deadlock, { reduction })).rejects.toMatchObject({ kind: 'deadlock' });
  });

  test('a lost item, and a wake-up lost to a cancelled task, are still found', async () => {
    const program = function* main(): Coroutine<void> {
      const [queue, bell] = [new Queue<number>(), new Queue<number>({ name: 'bell' })];
      const taker = spawn(function* taker() {
        yield* queue.get();
        yield* bell.put(1);
      });
      spawn(function* canceller() {
        yield* yieldNow();
        taker.cancel();
      });
      yield* queue.put(1);
      yield* bell.get();
    };
    await expect(explore(program, { reduction })).rejects.toMatchObject({ kind: 'deadlock' });
  });

  test('prototypes are as they were afterwards', async () => {
    const before = [Lock, Queue].map((type) => Object.getOwnPropertyDescriptors(type.prototype));
    await explore(stepping(2, 2), { reduction });
    await explore(deadlock, { reduction }).catch(() => undefined);
    const after = [Lock, Queue].map((type) => Object.getOwnPropertyDescriptors(type.prototype));
    expect(after).toEqual(before);
  });
});
