import { Queue, ShutDownError, run, spawn, type Coroutine } from 'heddle';

const readings = new Queue<number>({ name: 'readings', maxsize: 6 });

function* sum(): Coroutine<number> {
  let all = 0;
  try {
    for (;;) {
      const batch = yield* readings.getMany(4); // one at least, four at most
      console.log(`got ${batch.join(' ')}`);
      for (const reading of batch) all += reading;
    }
  } catch (error) {
    if (error instanceof ShutDownError) return all;
    throw error;
  }
}

await run(function* () {
  const summing = spawn(sum);
  yield* readings.putMany([1, 2, 3, 4, 5, 6]); // all of them, once there is room for all
  yield* readings.putMany([7, 8, 9]);
  try {
    yield* readings.putMany([1, 2, 3, 4, 5, 6, 7]);
  } catch (error) {
    console.log(String(error));
  }
  readings.shutdown();
  console.log(`the sum is ${yield* summing}`);
});
