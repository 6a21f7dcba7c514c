// A task in a pool throws: the error reaches whoever asks for its result, with both stacks, and the others go on; in threads,
// and in processes.
import { Pool, ThreadPoolExecutor } from 'heddle';
import { OutOfStockError, shop } from './pool-error.tasks.ts';

const items = ['wool', 'silk', 'linen'];

function tell(error: unknown): void {
  if (!(error instanceof OutOfStockError)) throw error;
  console.log(`${error.name}: ${error.message} (${error.item})`);
  console.log(`thrown in ${/[\w-]+\.tasks\.ts/.exec(error.stack ?? '')?.[0]}`);
}

await using threads = new ThreadPoolExecutor({ maxWorkers: 2 });
const sales = items.map((item) => threads.submit(shop.sell, item));
for (const sale of sales) {
  try {
    console.log(await sale);
  } catch (error) {
    tell(error);
  }
}
console.log(sales.map(({ state }) => state).join(', '));

await using processes = new Pool({ processes: 2 });
const results = items.map((item) =>
  processes.applyAsync(shop.sell, [item], { callback: console.log, errorCallback: tell }),
);
for (const result of results) await result.wait();
console.log(results.map((result) => (result.successful() ? 'done' : 'failed')).join(', '));
