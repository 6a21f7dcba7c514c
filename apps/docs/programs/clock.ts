import { sleep, spawn } from 'heddle';
import { VirtualClock } from 'heddle/testing';

{
  // Time goes on when nobody can: an hour takes no time.
  using clock = new VirtualClock({ autojump: true });
  await sleep(3_600_000);
  console.log(`autojump: it is ${clock.now} ms`);
}

{
  // Time goes on when the test says so.
  using clock = new VirtualClock();
  const cooking = spawn(function* cook() {
    yield* sleep(50);
    yield* sleep(100);
  });
  await clock.advance(149);
  console.log(`at ${clock.now} ms: ${cooking.state}`);
  await clock.advance(1);
  console.log(`at ${clock.now} ms: ${cooking.state}`);
}
