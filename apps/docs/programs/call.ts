import { call, run, yieldNow, type Coroutine } from 'heddle';

function* descend(depth: number): Coroutine<number> {
  if (depth === 0) {
    // Each resume down here costs the same as on the ground floor.
    for (let i = 0; i < 1000; i += 1) yield* yieldNow();
    return 0;
  }
  return 1 + (yield* call(descend, depth - 1));
}

console.log(`was ${await run(() => descend(1000))} calls deep`);
