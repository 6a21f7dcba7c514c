import { TimeoutError, run, sleep, withTimeout } from 'heddle';

await run(function* () {
  try {
    yield* withTimeout(50, function* (timeout) {
      yield* sleep(30);
      timeout.reschedule(40); // as long as it makes progress
      yield* sleep(30);
      console.log(`still here, expired: ${timeout.expired}`);
      yield* sleep(1000);
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(error.message);
  }
});
