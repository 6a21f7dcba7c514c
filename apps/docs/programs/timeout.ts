import { TimeoutError, run, sleep, withTimeout } from 'heddle';

await run(function* () {
  try {
    yield* withTimeout(200, function* (timeout) {
      yield* sleep(20);
      timeout.reschedule(150); // as long as it makes progress
      yield* sleep(20);
      console.log(`still here, expired: ${timeout.expired}`);
      yield* sleep(1000);
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(error.message);
  }
});
