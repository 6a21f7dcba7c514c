import { LocalExecutor, type Submitter } from 'heddle';
import { wool } from './wool.ts';

/** Takes any executor. */
export async function dyeAll(pool: Submitter, skeins: number): Promise<string[]> {
  return pool.map(
    wool.dye,
    Array.from({ length: skeins }, (_, n) => n + 1),
  );
}

// In its test: no thread is started, nothing is copied, and any function will do.
await using pool = new LocalExecutor({ maxWorkers: 2 });
console.log((await dyeAll(pool, 2)).join(', '));
console.log(await pool.submit((a: number, b: number) => a + b, 1, 2));
