import { fifo, priority, run, setPolicy, spawn, yieldNow, type Coroutine } from 'heddle';

function* work(name: string): Coroutine<void> {
  for (let i = 1; i <= 3; i += 1) {
    console.log(`${name} ${i}`);
    yield* yieldNow();
  }
}

setPolicy(priority({ ageing: 2 }));
await run(function* () {
  const tasks = [
    spawn({ target: work, args: ['letter'], priority: 0 }),
    spawn({ target: work, args: ['parcel'], priority: 1 }),
    spawn({ target: work, args: ['express'], priority: 2 }),
  ];
  for (const task of tasks) yield* task;
});
setPolicy(fifo());
