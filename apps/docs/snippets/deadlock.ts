import { DeadlockError, Lock, run, sleep, spawn, type Coroutine } from 'heddle';

const a = new Lock({ name: 'a' });
const b = new Lock({ name: 'b' });

function* transfer(from: Lock, to: Lock): Coroutine<void> {
  const first = yield* from.acquire();
  try {
    yield* sleep(1); // now both hold their first lock
    (yield* to.acquire()).release();
  } finally {
    first.release();
  }
}

await run(function* () {
  const there = spawn({ target: transfer, args: [a, b], name: 'there' });
  const back = spawn({ target: transfer, args: [b, a], name: 'back' });
  for (const task of [there, back]) {
    try {
      yield* task;
    } catch (error) {
      if (!(error instanceof DeadlockError)) throw error;
      console.log(error.message);
      for (const { holder, holds, waitsFor } of error.cycle) console.log(holder, holds, waitsFor);
    }
  }
});
