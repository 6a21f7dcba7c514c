import { DeadlockError, Lock, captureStacks, run, sleep, spawn, type Coroutine } from 'heddle';

captureStacks(true);
const a = new Lock({ name: 'a' });
const b = new Lock({ name: 'b' });

function* transfer(from: Lock, to: Lock): Coroutine<void> {
  using _from = yield* from.acquire();
  yield* sleep(1);
  using _to = yield* to.acquire();
}

await run(function* () {
  const there = spawn({ target: transfer, args: [a, b], name: 'there' });
  const back = spawn({ target: transfer, args: [b, a], name: 'back' });
  for (const task of [there, back]) {
    try {
      yield* task;
    } catch (error) {
      if (!(error instanceof DeadlockError)) throw error;
      for (const { holder, holds, takenAt } of error.cycle) {
        const [, line] = /\/([\w-]+\.ts:\d+)/.exec(takenAt?.[0] ?? '') ?? [];
        console.log(`${holder} took ${holds} at ${line}`);
      }
    }
  }
});
