// Answers an array of calls with an array of answers.
import { openParent } from '../peers/bare-parent.ts';
import { functions, type Name } from './functions.ts';

const parent = await openParent();
parent.onMessage((message) => {
  const calls = message as readonly unknown[];
  const answers: unknown[] = [];
  const transfer: ArrayBuffer[] = [];
  for (let at = 0; at < calls.length; at += 4) {
    const run = functions[calls[at + 1] as Name] as (a: unknown, b: unknown) => unknown;
    const value = run(calls[at + 2], calls[at + 3]);
    if (value instanceof Uint8Array) transfer.push(value.buffer as ArrayBuffer);
    answers.push(calls[at], value);
  }
  parent.post(answers, transfer);
});
