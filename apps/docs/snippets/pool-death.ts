import { ThreadPoolExecutor } from 'heddle';
import { wool } from './wool.ts';

await using pool = new ThreadPoolExecutor({ name: 'mill', maxWorkers: 2, threadNamePrefix: 'w' });
const torn = pool.submit(wool.tear);
const others = pool.map(wool.dye, [1, 2, 3, 4]);
console.log(String(await torn.exception()));
console.log((await others).join(', '));
