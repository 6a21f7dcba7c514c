// One coroutine says hello, lets others have their turn while it waits, and says it again.
import { currentThread, run, sleep } from 'heddle';

await run(function* hello() {
  console.log(`hello from ${currentThread().name}`);
  yield* sleep(100);
  console.log(`hello again from ${currentThread().name}`);
});
