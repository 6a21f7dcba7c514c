import { Queue, joinAll, spawn, yieldNow, type Coroutine } from 'heddle';

// #region planted
/** The baker sleeps until the bell rings; whoever orders rings it if the baker is asleep. */
export function* planted(): Coroutine<void> {
  const bell = new Queue<string>({ name: 'bell' });
  let orders = 0;
  let asleep = false;
  const baker = spawn(function* baker() {
    while (orders === 0) {
      yield* yieldNow(); // locks the door …
      asleep = true;
      yield* bell.get(); // … and sleeps
    }
  });
  const guest = spawn(function* guest() {
    yield* yieldNow();
    orders += 1;
    if (asleep) yield* bell.put('ring');
  });
  yield* joinAll([baker, guest]);
}
// #endregion planted

// #region repaired
/** The baker looks for orders and falls asleep without a wait in between. */
export function* repaired(): Coroutine<void> {
  const bell = new Queue<string>({ name: 'bell' });
  let orders = 0;
  let asleep = false;
  const baker = spawn(function* baker() {
    yield* yieldNow(); // locks the door
    while (orders === 0) {
      asleep = true;
      yield* bell.get();
    }
  });
  const guest = spawn(function* guest() {
    yield* yieldNow();
    orders += 1;
    if (asleep) yield* bell.put('ring');
  });
  yield* joinAll([baker, guest]);
}
// #endregion repaired
