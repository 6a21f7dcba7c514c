import type { IdleAbility } from '@heddle/core/internal';

/** The code with which Node ends a program whose top-level await nothing can settle. */
const unsettled = 13;

// Neither 'node:fs' nor 'node:process' is imported: both load many other modules for that, 2 ms in each worker.
const { process } = globalThis;

export const idle: IdleAbility = {
  onEmpty: (listener) => void process.on('beforeExit', listener),
  // Node itself says where the await is, and ends.
  onUnsettled: (listener) =>
    void process.on('exit', (code) => {
      if (code === unsettled) listener();
    }),
  // Unlike process.stderr, in a worker too, whose creator may be blocked.
  print: (text) => void process.getBuiltinModule('node:fs').writeSync(2, text),
  exit: (code) => process.exit(process.exitCode || code),
};
