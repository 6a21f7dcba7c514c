import { TimeoutError, run, sleep, withTimeout } from 'heddle';

await run(function* () {
  try {
    yield* withTimeout(60_000, function* (timeout) {
      yield* sleep(20);
      console.log(`still here, expired: ${timeout.expired}`);
      timeout.reschedule(150); // from now on
      yield* sleep(60_000);
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(error.message);
  }
});
