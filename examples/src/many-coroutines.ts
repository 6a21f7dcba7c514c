// 10,000 coroutines on one thread, then 1,000,000: all of them wait at the same time, and all of them end.
import process from 'node:process';
import { Queue, TaskGroup, run, spawn, yieldNow, type Coroutine, type Task } from 'heddle';

const memory = (): number => process.memoryUsage().rss;

function* add(gate: Task<void>, total: { value: number }, number: number): Coroutine<void> {
  yield* gate;
  total.value += number;
}

function* many(count: number): Coroutine<void> {
  const [began, before] = [performance.now(), memory()];
  const total = { value: 0 };
  const start = new Queue<string>();
  const gate = spawn(function* (): Coroutine<void> {
    yield* start.get();
  });
  let waiting = 0;
  let taken = 0;
  yield* new TaskGroup().run(function* (group) {
    for (let number = 1; number <= count; number += 1) group.spawn(add, gate, total, number);
    yield* yieldNow(); // each has had its first turn
    waiting = group.size;
    taken = memory() - before;
    yield* start.put('go');
  });
  const took = performance.now() - began;
  console.log(`${count} coroutines: at once ${waiting}, sum ${total.value}`);
  console.log(
    `${count} coroutines: ${Math.round(took)} ms, ${Math.round((took * 1e6) / count)} ns and ${Math.round(taken / count)} bytes each`,
  );
}

await run(function* () {
  yield* many(10_000);
  yield* many(1_000_000);
});
