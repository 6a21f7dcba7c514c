import { CancelledError, currentTask, run, sleep, spawn } from 'heddle';

await run(function* () {
  const stubborn = spawn(function* () {
    const self = currentTask()!;
    try {
      yield* sleep(60_000);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      console.log(`requests: ${self.cancelling}`);
      console.log(`left: ${self.uncancel()}`);
    }
    yield* sleep(20); // waits again, undisturbed
    return 'ended in its own way';
  });
  yield* sleep(10);
  stubborn.cancel();
  console.log(yield* stubborn);
  console.log(stubborn.state);
});
