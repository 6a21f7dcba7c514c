import { Queue, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const counter = new Queue<string>({ name: 'counter', maxsize: 2 });

function* bake(): Coroutine<void> {
  for (const loaf of ['rye', 'oat', 'corn', 'spelt']) {
    yield* counter.put(loaf); // waits while the counter is full
    console.log(`${loaf} is on the counter, ${counter.size} of ${counter.maxsize}`);
  }
  counter.shutdown(); // nothing more comes; what lies there can still be got
}

function* sell(): Coroutine<void> {
  yield* counter.forEach(function* (loaf) {
    yield* sleep(10); // wraps it up
    console.log(`sold ${loaf}`);
  });
  console.log('sold out');
}

await run(() => joinAll([spawn(bake), spawn(sell)]));
