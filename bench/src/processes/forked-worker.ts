// Answers each message with one.
import { functions } from '../pools/functions.ts';
import type { Answer, Call } from '../pools/raw.ts';

process.on('message', (message) => {
  const { id, name, args } = message as Call;
  const run = functions[name] as (...given: readonly unknown[]) => unknown;
  process.send!({ id, value: run(...args) } satisfies Answer);
});
