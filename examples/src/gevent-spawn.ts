// Two tasks that give way to each other in the middle: they interleave on one thread.
import { currentThread, joinAll, run, spawn, yieldNow, type Coroutine } from 'heddle';

function* visit(name: string, other: string): Coroutine<void> {
  console.log(`${name}: here, on thread ${currentThread().ident}`);
  yield* yieldNow();
  console.log(`${name}: back again, ${other} was here meanwhile`);
}

await run(function* () {
  yield* joinAll([spawn(visit, 'foo', 'bar'), spawn(visit, 'bar', 'foo')]);
  console.log('both have left');
});
