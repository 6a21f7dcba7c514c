import { CancelledError, run, sleep, spawn, type Coroutine } from 'heddle';

function* bake(): Coroutine<string> {
  try {
    yield* sleep(Infinity);
    return 'bread';
  } finally {
    console.log('the oven cools down …');
    yield* sleep(60); // cleanup may wait
    console.log('… and is clean');
  }
}

await run(function* () {
  const baking = spawn(bake);
  console.log(baking.state);
  yield* sleep(20);
  console.log(baking.state);
  baking.cancel('closing time');
  console.log(`${baking.state}, asked to end: ${baking.cancelling}`);
  try {
    yield* baking;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    console.log(`${error.message}: ${String(error.cause)}`);
  }
  console.log(baking.state);
});
