import { run, spawn, yieldNow, type Coroutine } from 'heddle';

function* count(name: string): Coroutine<void> {
  for (let i = 1; i <= 3; i += 1) {
    console.log(`${name} ${i}`);
    yield* yieldNow();
  }
}

await run(function* () {
  const tasks = [spawn(count, 'warp'), spawn(count, 'weft')];
  for (const task of tasks) yield* task;
});
