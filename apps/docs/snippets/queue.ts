import { Queue, spawn } from 'heddle';

// #region both
const queue = new Queue<string>({ maxsize: 2 });

const printing = (async () => {
  for await (const line of queue) console.log(line);
})();

for (const line of ['warp', 'weft', 'heddle']) await queue.put(line); // waits while it is full
queue.shutdown(); // what is left can still be got
await printing;
// #endregion both

// #region join
const jobs = new Queue<number>();
const worker = spawn(function* () {
  yield* jobs.forEach((job) => {
    console.log('done', job);
    jobs.taskDone();
  });
});
for (const job of [1, 2, 3]) await jobs.put(job);
await jobs.join(); // until each one was reported as done
jobs.shutdown();
await worker;
// #endregion join
