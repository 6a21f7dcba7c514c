import { describe, expect, test } from 'vitest';
import { followAsyncFunctions } from '../coroutine/followed.fixture.ts';
import { spawn } from '../coroutine/spawn.ts';
import { currentTask } from '../coroutine/task.ts';
import { sleep } from '../time/sleep.ts';
import { RLock } from './rlock.ts';

describe.runIf(followAsyncFunctions())('an async function that spawn started', () => {
  test('holds it as a task, through its awaits', async () => {
    const lock = new RLock();
    await spawn(async () => {
      using _ = await lock.acquire();
      await sleep(0);
      using __ = await lock.acquire();
      expect(lock.depth).toBe(2);
      await lock.run(async () => {
        await sleep(0);
        expect(lock.depth).toBe(3);
      });
      expect(lock.tryAcquire({ owner: currentTask()! })).toBeDefined();
      lock.release();
      expect(lock.depth).toBe(2);
    });
    expect(lock.locked).toBe(false);
  });

  test('keeps another out', async () => {
    const lock = new RLock();
    const log: string[] = [];
    const visit = async (name: string): Promise<void> => {
      using _ = await lock.acquire();
      using __ = await lock.acquire();
      log.push(`${name} in`);
      await sleep(0);
      log.push(`${name} out`);
    };
    await Promise.all([spawn(visit, 'a'), spawn(visit, 'b')]);
    expect(log).toEqual(['a in', 'a out', 'b in', 'b out']);
  });
});
