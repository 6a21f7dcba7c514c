import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';
import { installPlatform, platform } from '../realm.ts';
import { spawn } from '../coroutine/spawn.ts';

/** Milliseconds that go by between two looks at the clock. */
let pace = 0;
let time = 0;
installPlatform({ ...platform(), name: 'test', now: () => (time += pace) });

// One that gave way once more before it took what it was granted would come behind those that were granted theirs later.
test('who is resumed goes on before those behind it, wherever the loop looks at the clock', async () => {
  for (pace = 0; pace < 6; pace += 0.1) {
    const semaphore = new Semaphore(0);
    const log: string[] = [];
    const waiting = ['a', 'b', 'c', 'd'].map((name) =>
      spawn(function* () {
        yield* semaphore.acquire();
        log.push(name);
      }),
    );
    await spawn(() => {});
    semaphore.release(4);
    await Promise.all(waiting);
    expect([pace, ...log]).toEqual([pace, 'a', 'b', 'c', 'd']);
  }
});
