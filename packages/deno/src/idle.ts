import { writeSync } from 'node:fs';
import process from 'node:process';
import type { IdleAbility } from '@heddle/core/internal';

/**
 * Of the main thread: nothing tells a worker when it has nothing left to do. Nor is there a moment in which to say anything
 * before Deno ends a program whose top-level await nothing can settle: it says where that is, and ends with 1.
 */
export const idle: IdleAbility = {
  onEmpty: (listener) => void process.on('beforeExit', listener),
  onUnsettled: () => undefined,
  print: (text) => void writeSync(2, text),
  exit: (code) => Deno.exit(Deno.exitCode === 0 ? code : Deno.exitCode),
};
