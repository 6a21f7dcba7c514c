// A task in a pool throws: the error reaches whoever asks for its result, with both stacks, and the others go on.
import { ThreadPoolExecutor } from 'heddle';
import { OutOfStockError, shop } from './pool-error.tasks.ts';

await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
const sales = ['wool', 'silk', 'linen'].map((item) => pool.submit(shop.sell, item));

for (const sale of sales) {
  try {
    console.log(await sale);
  } catch (error) {
    if (!(error instanceof OutOfStockError)) throw error;
    console.log(`${error.name}: ${error.message} (${error.item})`);
    console.log(`thrown in ${/[\w-]+\.tasks\.ts/.exec(error.stack ?? '')?.[0]}`);
  }
}
console.log(sales.map(({ state }) => state).join(', '));
