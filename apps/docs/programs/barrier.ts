import { Barrier, BrokenBarrierError, joinAll, run, spawn, yieldNow, type Coroutine } from 'heddle';

let stage = 0;
const stop = new Barrier(3, {
  name: 'stop',
  action: () => console.log(`all are here: stage ${(stage += 1)} is over`),
});

function* ride(name: string, turns: number): Coroutine<void> {
  for (let ridden = 0; ridden < 2; ridden += 1) {
    for (let turn = 0; turn < turns; turn += 1) yield* yieldNow();
    const place = yield* stop.wait();
    if (place === 0) console.log(`${name} was first`);
  }
}

await run(function* () {
  yield* joinAll([spawn(ride, 'Ada', 2), spawn(ride, 'Bea', 5), spawn(ride, 'Cem', 9)]);

  // One who does not come would keep the others waiting.
  const waiting = spawn(() => stop.wait());
  yield* yieldNow();
  try {
    yield* stop.wait({ timeout: 20 });
  } catch (error) {
    console.log(String(error));
  }
  try {
    yield* waiting;
  } catch (error) {
    console.log(error instanceof BrokenBarrierError, stop.broken);
  }
  stop.reset();
  console.log(stop.broken);
});
