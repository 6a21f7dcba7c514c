import { Queue, ShutDownError, run, sleep, spawn } from 'heddle';

await run(function* () {
  const orders = new Queue<string>({ name: 'orders' });
  const cook = spawn(function* () {
    yield* orders.forEach(function* (order) {
      yield* sleep(5);
      console.log(`cooked ${order}`);
      orders.taskDone();
    });
    console.log('the cook goes home');
  });

  yield* orders.putMany(['soup', 'roast']);
  yield* orders.join(); // until each of them was reported as done
  console.log('all is served');
  yield* orders.put('tea');
  orders.shutdown();
  yield* cook;

  for (const late of [() => orders.tryPut('cake'), () => orders.taskDone()]) {
    try {
      late();
    } catch (error) {
      console.log(String(error));
    }
  }

  const letters = new Queue<string>({ name: 'letters', maxsize: 1 });
  yield* letters.put('on top');
  const waiting = spawn(() => letters.put('below'));
  yield* sleep(5);
  letters.shutdown({ immediate: true }); // and what is left is thrown away
  try {
    yield* waiting;
  } catch (error) {
    console.log(error instanceof ShutDownError, letters.size, letters.closed);
  }
});
