import { Condition, Lock, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const lock = new Lock({ name: 'counter' });
const filled = new Condition(lock, { name: 'filled' });
const emptied = new Condition(lock, { name: 'emptied' });
const counter: string[] = [];

function* bake(): Coroutine<void> {
  for (let loaf = 1; loaf <= 4; loaf += 1) {
    using _ = yield* lock.acquire();
    // Lets go of the lock while it waits, and has it again afterwards.
    yield* emptied.waitFor(() => counter.length < 2);
    counter.push(`loaf ${loaf}`);
    console.log(`baked loaf ${loaf}, ${counter.length} on the counter`);
    filled.notify();
  }
}

function* sell(): Coroutine<void> {
  for (let sold = 0; sold < 4; sold += 1) {
    using _ = yield* lock.acquire();
    yield* filled.waitFor(() => counter.length > 0);
    console.log(`sold ${counter.shift()}`);
    emptied.notify();
    yield* sleep(5);
  }
}

await run(() => joinAll([spawn(bake), spawn(sell)]));
