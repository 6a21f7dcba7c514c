import { CancelledError, run, sleep, spawn, type Coroutine } from 'heddle';

// #region spawn
function* greet(name: string, times: number): Coroutine<string> {
  for (let i = 0; i < times; i += 1) {
    console.log(`hello ${name}`);
    yield* sleep(5);
  }
  return `${name} is done`;
}

const ada = spawn(greet, 'Ada', 2);
const bea = spawn({ target: greet, args: ['Bea', 2], name: 'second' });
console.log(await ada, await bea);
// #endregion spawn

// #region cancel
await run(function* () {
  const endless = spawn(function* () {
    try {
      yield* sleep(Infinity);
    } finally {
      console.log('tidied up');
    }
  });
  yield* sleep(5);
  endless.cancel('enough');
  try {
    yield* endless;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    console.log(error.message);
  }
});
// #endregion cancel
