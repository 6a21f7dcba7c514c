// Ten downloads, three at a time: a semaphore with three permits.
import { Semaphore, sleep, spawn, type Coroutine } from 'heddle';

const [count, limit, ms] = [10, 3, 20];
const connections = new Semaphore(limit, { name: 'connections' });
let open = 0;
let most = 0;

function* download(): Coroutine<void> {
  using _ = yield* connections.acquire();
  most = Math.max(most, (open += 1));
  yield* sleep(ms);
  open -= 1;
}

const began = performance.now();
const downloads = Array.from({ length: count }, () => spawn(download));
for (const one of downloads) await one;
const took = Math.round(performance.now() - began);
console.log(`${most} at a time, of ${limit} permits; ${connections.available} are back`);
console.log(`${count} times ${ms} ms in ${took} ms`);
