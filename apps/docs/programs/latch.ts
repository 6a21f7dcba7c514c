import { Latch, Once, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const warm = new Latch(3, { name: 'warm' });
const sign = new Once({ name: 'sign' });

function* oven(name: string, ms: number): Coroutine<void> {
  yield* sleep(ms);
  console.log(`${name} is warm`);
  warm.countDown();
}

function* baker(name: string): Coroutine<void> {
  yield* warm.wait();
  const mine = yield* sign.run(function* () {
    console.log(`${name} turns the sign`);
    yield* sleep(10);
  });
  console.log(`${name} begins${mine ? '' : ', with the sign turned'}`);
}

await run(function* () {
  const bakers = [spawn(baker, 'Ada'), spawn(baker, 'Bea')];
  yield* joinAll([spawn(oven, 'left', 5), spawn(oven, 'right', 30), spawn(oven, 'top', 60)]);
  yield* joinAll(bakers);
  console.log(warm.isOpen, sign.done);
});
