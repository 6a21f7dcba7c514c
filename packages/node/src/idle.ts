import { writeSync } from 'node:fs';
import process from 'node:process';
import type { IdleAbility } from '@heddle/core/internal';

/** The code with which Node ends a program whose top-level await nothing can settle. */
const unsettled = 13;

export const idle: IdleAbility = {
  onEmpty: (listener) => void process.on('beforeExit', listener),
  // Node itself says where the await is, and ends.
  onUnsettled: (listener) =>
    void process.on('exit', (code) => {
      if (code === unsettled) listener();
    }),
  // Unlike process.stderr, in a worker too, whose creator may be blocked.
  print: (text) => void writeSync(2, text),
  exit: (code) => process.exit(process.exitCode || code),
};
