import { Lock, Semaphore, acquireAll, gather, run, sleep, spawn, type Coroutine } from 'heddle';

const [ada, bea] = [new Lock({ name: 'ada' }), new Lock({ name: 'bea' })];
const tellers = new Semaphore(2, { name: 'tellers' });

function* transfer(from: Lock, to: Lock): Coroutine<string> {
  // In one order, whatever the order here.
  using _ = yield* acquireAll(from, to, tellers);
  yield* sleep(5);
  return `${from.name} to ${to.name}`;
}

await run(function* () {
  const done = yield* gather([spawn(transfer, ada, bea), spawn(transfer, bea, ada)]);
  console.log(done.join(', '));

  spawn(function* audit() {
    using _ = yield* bea.acquire();
    yield* sleep(60_000);
  });
  yield* sleep(5);
  try {
    yield* acquireAll(ada, bea, { timeout: 20 });
  } catch (error) {
    console.log(String(error));
  }
  console.log(ada.locked); // what it had was given back
});
