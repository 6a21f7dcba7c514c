import { Lock, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const lock = new Lock({ name: 'account' });
let balance = 0;

function* pay(amount: number): Coroutine<void> {
  const before = balance;
  yield* sleep(5); // meanwhile others run
  balance = before - amount;
}

function* payAlone(amount: number): Coroutine<void> {
  using _ = yield* lock.acquire(); // until the block is left
  yield* pay(amount);
}

await run(function* () {
  for (const method of [pay, payAlone]) {
    balance = 100;
    yield* joinAll([spawn(method, 30), spawn(method, 50)]);
    console.log(`${method.name}: ${balance} of 100 left`);
  }
});
