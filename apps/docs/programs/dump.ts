import { Lock, Queue, TaskGroup, dump, run, sleep } from 'heddle';

await run(function* main() {
  const orders = new Queue<string>({ name: 'orders' });
  const oven = new Lock({ name: 'oven' });
  const group = new TaskGroup({ name: 'bakery' });
  yield* group.run(function* () {
    group.spawn(function* waiter() {
      yield* orders.get();
    });
    for (const name of ['Ada', 'Bea']) {
      group.spawn({
        name,
        *target() {
          const guard = yield* oven.acquire();
          yield* sleep(60_000);
          guard.release();
        },
      });
    }
    yield* sleep(20);
    console.log(String(dump()));
    group.cancel();
  });
});
