import { writeSync } from 'node:fs';
import { tasks } from 'heddle';

/** Tells its number, and computes for as long as it lives. */
export function busy(): never {
  writeSync(1, `${process.pid}\n`);
  for (;;);
}

export const computing = tasks('computing', import.meta.url, { busy });
