import { BoundedSemaphore, Semaphore, joinAll, run, sleep, spawn } from 'heddle';

await run(function* () {
  const seats = new Semaphore(3, { name: 'seats' });
  let sitting = 0;
  let most = 0;
  function* eat() {
    using _ = yield* seats.acquire();
    most = Math.max(most, (sitting += 1));
    yield* sleep(10);
    sitting -= 1;
  }
  yield* joinAll(Array.from({ length: 8 }, () => spawn(eat)));
  console.log(`8 have eaten, at most ${most} at a time`);

  // Who asks for many is not passed by who asks for few.
  const order: string[] = [];
  function* party(name: string, permits: number) {
    using _ = yield* seats.acquire({ permits });
    order.push(name);
    yield* sleep(10);
  }
  yield* joinAll([spawn(party, 'two', 2), spawn(party, 'three', 3), spawn(party, 'one', 1)]);
  console.log(order.join(', '));

  const tickets = new BoundedSemaphore(2, { name: 'tickets' });
  try {
    tickets.release(); // of one that nobody took
  } catch (error) {
    console.log(String(error));
  }
});
