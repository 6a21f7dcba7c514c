// A pool of two processes with an initializer: it runs once in each of them, before its first task. No pool has no workers.
import { ProcessPoolExecutor } from 'heddle';
import { crew } from './process-pool.tasks.ts';

await using pool = new ProcessPoolExecutor({
  maxWorkers: 2,
  processNamePrefix: 'worker',
  initializer: crew.brief,
  initargs: [7],
});
await pool.warmUp();
for (const { worker, told, square } of await pool.map(crew.square, [1, 2, 3, 4, 5, 6])) {
  console.log(`${square}, says ${worker}, which was told: ${told.join(', ')}`);
}
try {
  await using none = new ProcessPoolExecutor({ maxWorkers: 0 });
  console.log(`${none.name} would do nothing`);
} catch (error) {
  console.log(String(error));
}
