// Answers each message with one.
import { openParent } from '../peers/bare-parent.ts';
import { functions } from './functions.ts';
import type { Answer, Call } from './raw.ts';

const parent = await openParent();
parent.onMessage((message) => {
  const { id, name, args } = message as Call;
  const run = functions[name] as (...given: readonly unknown[]) => unknown;
  const value = run(...args);
  parent.post(
    { id, value } satisfies Answer,
    value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [],
  );
});
