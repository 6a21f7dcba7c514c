// A pool made by hand, of a queue with a hundred jobs and ten threads; then the same with an executor, in one line.
import { Queue, Thread, ThreadPoolExecutor } from 'heddle';
import { manager } from './work-manager.tasks.ts';

const jobs = Array.from({ length: 100 }, (_, job) => job);

async function byHand(): Promise<number[]> {
  const waiting = new Queue<number>();
  const results = new Queue<number>();
  const threads = Array.from({ length: 10 }, () =>
    Thread.start({ target: manager.work, args: [waiting, results] }),
  );
  for (const job of jobs) await waiting.put(job);
  waiting.shutdown(); // nothing more comes; the threads end when it is empty
  for (const thread of threads) await thread.result();
  return results.getMany(jobs.length);
}

async function byExecutor(): Promise<number[]> {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 10 });
  return pool.map(manager.doJob, jobs);
}

for (const work of [byHand, byExecutor]) {
  const results = await work();
  const sum = results.reduce((total, result) => total + result, 0);
  const isInOrder = results.every((result, index) => result === index * index);
  console.log(`${work.name}: ${results.length} jobs, the sum is ${sum}`);
  if (work === byExecutor) console.log(`in the order of the jobs: ${isInOrder}`);
}
