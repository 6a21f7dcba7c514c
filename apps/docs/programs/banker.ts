import { Banker, gather, run, sleep, spawn, type Coroutine } from 'heddle';

const banker = new Banker({ resources: { pots: 3 }, name: 'kitchen' });

function* cook(dish: string, pots: number): Coroutine<void> {
  using account = banker.claim({ pots }); // never more than that
  for (let pot = 1; pot <= pots; pot += 1) {
    yield* account.request({ pots: 1 });
    console.log(`${dish} has pot ${pot} of ${pots}`);
    yield* sleep(5);
  }
  console.log(`${dish} is done`);
}

await run(function* () {
  yield* gather([spawn(cook, 'soup', 2), spawn(cook, 'roast', 3)]);
  console.log(`${banker.available.pots} pots are free`);
});
