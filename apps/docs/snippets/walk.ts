import { Queue } from 'heddle';
import { walking } from './walking.ts';

// #region walk
const log = new Queue<string>();
const walker = new walking.Walker('Ann', 2, log).start();
console.log(await log.get(), await log.get()); // Ann: 1 Ann: 2
console.log(await walker.result()); // 2, in the type too
// #endregion walk
