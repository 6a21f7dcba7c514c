import { ThreadPoolExecutor } from 'heddle';
import { wool } from './wool.ts';

await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });

// #region move
const fleece = new Uint8Array(1_000_000);
const bleached = await pool.with({ transfer: [fleece.buffer] }).submit(wool.bleach, fleece);
console.log(fleece.length, bleached.length, bleached[0]);
// #endregion move
