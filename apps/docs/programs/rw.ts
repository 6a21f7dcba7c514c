import { RwLock, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const prices = new RwLock({ name: 'prices' });
let bread = 3;

function* look(): Coroutine<void> {
  using _ = yield* prices.read.acquire();
  yield* sleep(10);
  console.log(`${prices.readers} read: bread costs ${bread}`);
}

function* raise(): Coroutine<void> {
  using writing = yield* prices.write.acquire();
  console.log(`one writes, ${prices.readers} read`);
  bread += 1;
  yield* sleep(10);
  using _ = writing.downgrade(); // nobody writes in between
  console.log(`and goes on as one of ${prices.readers} who read`);
}

await run(function* () {
  const early = [spawn(look), spawn(look), spawn(look)];
  const writer = spawn(raise);
  // Behind the writer, who is not kept out.
  const late = [spawn(look), spawn(look)];
  yield* joinAll([...early, writer, ...late]);
});
