import { expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { TaskGroup } from '../coroutine/task-group.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { TaskGroupError } from '../errors.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { Lock } from './lock.ts';

test('a lock that a task of a group holds or waits for is free when the failed group has been left', async () => {
  const lock = new Lock();
  const left = spawn(() =>
    new TaskGroup().run(function* (group) {
      for (let i = 0; i < 3; i++) {
        group.spawn(function* () {
          using _ = yield* lock.acquire();
          yield* sleep(Infinity);
        });
      }
      yield* sleep(0);
      throw new Error('body');
    }),
  );
  await expect(left).rejects.toThrow(TaskGroupError);
  expect(lock.locked).toBe(false);
});

test('says who held what was waited for', async () => {
  const lock = new Lock({ name: 'account' });
  const gate = new Gate();
  const holder = spawn(function* holder() {
    using _ = yield* lock.acquire();
    yield* gate.pass();
  });
  const task = spawn(function* asker() {
    yield* withTimeout(1, function* () {
      using _ = yield* lock.acquire();
    });
  });
  await expect(task).rejects.toThrow(
    'withTimeout(1) timed out after 1 ms: asker (main) waited for "account", which holder (main) holds and waits for the gate',
  );
  gate.admit(1);
  await holder;
  expect(lock.locked).toBe(false);
});
