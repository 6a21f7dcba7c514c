import { Lock, fifo, joinAll, priority, run, setPolicy, spawn, yieldNow } from 'heddle';

setPolicy(priority({ ageing: 1000 }));
const printer = new Lock({ name: 'printer' });
const order: string[] = [];

function* work(name: string) {
  for (let step = 1; step <= 3; step += 1) {
    order.push(`${name} ${step}`);
    yield* yieldNow();
  }
}

await run(function* () {
  const intern = spawn({
    priority: 0,
    *target() {
      using _ = yield* printer.acquire();
      yield* work('intern prints');
    },
  });
  yield* yieldNow();
  const boss = spawn({
    priority: 9,
    *target() {
      using _ = yield* printer.acquire();
      order.push('boss has the printer');
    },
  });
  yield* yieldNow();
  const crowd = spawn({ priority: 5, target: () => work('crowd') });
  yield* joinAll([intern, boss, crowd]);
});
setPolicy(fifo());
for (const line of order) console.log(line);
