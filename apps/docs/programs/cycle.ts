import { DeadlockError, Lock, run, sleep, spawn, type Coroutine } from 'heddle';

const ada = new Lock({ name: "Ada's account" });
const bea = new Lock({ name: "Bea's account" });

function* transfer(from: Lock, to: Lock): Coroutine<string> {
  using _from = yield* from.acquire();
  yield* sleep(1); // now both hold their first lock
  using _to = yield* to.acquire();
  return 'has both';
}

await run(function* () {
  const there = spawn({ target: transfer, args: [ada, bea], name: 'there' });
  const back = spawn({ target: transfer, args: [bea, ada], name: 'back' });
  for (const task of [back, there]) {
    try {
      console.log(`${task.name} ${yield* task}`);
    } catch (error) {
      if (!(error instanceof DeadlockError)) throw error;
      for (const { holder, holds, waitsFor } of error.cycle) {
        console.log(`${holder} holds ${holds} and waits for ${waitsFor}`);
      }
    }
  }
});
