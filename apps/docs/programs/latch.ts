import { Latch, Once, joinAll, run, sleep, spawn, type Coroutine } from 'heddle';

const warm = new Latch(3, { name: 'warm' });
const sign = new Once({ name: 'sign' });

function* ovens(): Coroutine<void> {
  for (const name of ['left', 'right', 'top']) {
    yield* sleep(20);
    console.log(`${name} is warm`);
    warm.countDown();
  }
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
  yield* joinAll([spawn(ovens), ...bakers]);
  console.log(warm.isOpen, sign.done);
});
