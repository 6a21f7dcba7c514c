import { Lock, Queue, after, run, select, sleep, spawn } from 'heddle';

await run(function* () {
  const orders = new Queue<string>({ name: 'orders' });
  const oven = new Lock({ name: 'oven' });
  const busy = yield* oven.acquire();
  spawn(function* () {
    yield* sleep(10);
    yield* orders.put('bread');
    yield* sleep(10);
    busy.release();
  });
  for (const patience of [60_000, 60_000, 150]) {
    const chosen = yield* select({ order: orders, oven, late: after(patience) });
    switch (chosen.key) {
      case 'order':
        console.log(`an order: ${chosen.value}`);
        break;
      case 'oven':
        console.log('the oven is free');
        chosen.value.release();
        yield* oven.acquire();
        break;
      case 'late':
        console.log(`nothing for ${patience} ms`);
    }
  }
});
