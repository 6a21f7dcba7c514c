import { Queue, joinAll, spawn, yieldNow, type Coroutine } from 'heddle';

// #region planted
/** The baker sleeps until the bell rings; whoever orders rings it if the baker is asleep. */
export function* planted(): Coroutine<void> {
  const bell = new Queue<string>({ name: 'bell' });
  const shop = { orders: 0, asleep: false };
  const baking = spawn(function* baker() {
    while (shop.orders === 0) {
      yield* yieldNow(); // locks the door …
      shop.asleep = true;
      yield* bell.get(); // … and sleeps
    }
  });
  const ordering = spawn(function* guest() {
    yield* yieldNow();
    shop.orders += 1;
    if (shop.asleep) yield* bell.put('ring');
  });
  yield* joinAll([baking, ordering]);
}
// #endregion planted

// #region repaired
/** The baker looks for orders and falls asleep without a wait in between. */
export function* repaired(): Coroutine<void> {
  const bell = new Queue<string>({ name: 'bell' });
  const shop = { orders: 0, asleep: false };
  const baking = spawn(function* baker() {
    yield* yieldNow(); // locks the door
    while (shop.orders === 0) {
      shop.asleep = true;
      yield* bell.get();
    }
  });
  const ordering = spawn(function* guest() {
    yield* yieldNow();
    shop.orders += 1;
    if (shop.asleep) yield* bell.put('ring');
  });
  yield* joinAll([baking, ordering]);
}
// #endregion repaired
