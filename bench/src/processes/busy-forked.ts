// Computes for as long as it lives; or does nothing, and so hears of the end of its parent.
import { writeSync } from 'node:fs';
import { busy } from './busy.ts';

if (process.argv[2] === 'idle') {
  process.on('message', () => {});
  process.on('disconnect', () => process.exit());
  writeSync(1, `${process.pid}\n`);
} else busy();
