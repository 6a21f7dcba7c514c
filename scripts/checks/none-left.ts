import { setTimeout as delay } from 'node:timers/promises';
import { left, markVariable } from './left.ts';

// Run after all tests: what they have started with Heddle must have ended with them.

const mark = process.env[markVariable];
if (mark === undefined) throw new Error(`${markVariable} is not set: run this by pnpm test`);

/** Those of a program that has just been killed end within a second. */
const patience = 5000;

const until = Date.now() + patience;
let found = left(mark);
while (found.length > 0 && Date.now() < until) {
  await delay(100);
  found = left(mark);
}
for (const line of found) console.error(line.slice(0, 300));
console.log(`${found.length} processes of Heddle's are left`);
process.exitCode = found.length === 0 ? 0 : 1;
