// A pool of two threads with an initializer: it runs once in each of them, before its first task.
import { ThreadPoolExecutor } from 'heddle';
import { staff } from './pool-initializer.tasks.ts';

await using pool = new ThreadPoolExecutor({
  maxWorkers: 2,
  threadNamePrefix: 'worker',
  initializer: staff.brief,
  initargs: [7],
});
await pool.warmUp();
const reports = await Promise.all([1, 2, 3, 4, 5, 6].map(() => pool.submit(staff.work)));
for (const { worker, told } of reports) console.log(`${worker} was told: ${told.join(', ')}`);
