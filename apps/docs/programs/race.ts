import { joinAll, run, spawn, yieldNow, type Coroutine } from 'heddle';
import { ExplorationError, explore } from 'heddle/testing';

function* program(): Coroutine<void> {
  let balance = 0;
  function* deposit(): Coroutine<void> {
    const read = balance;
    yield* yieldNow(); // asks the branch office
    balance = read + 1;
  }
  const first = spawn(deposit);
  for (let i = 0; i < 2; i += 1) yield* yieldNow(); // the second comes a moment later
  yield* joinAll([first, spawn(deposit)]);
  if (balance !== 2) throw new Error(`the balance is ${balance}`);
}

await run(program);
console.log('tried once: the balance is 2');
try {
  await explore(program);
} catch (error) {
  if (!(error instanceof ExplorationError)) throw error;
  console.log(`explored: ${error.message}`);
}
