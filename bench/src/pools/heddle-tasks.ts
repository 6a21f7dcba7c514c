import { tasks, transfer } from 'heddle';
import { functions } from './functions.ts';

export const pooled = tasks('pooled', import.meta.url, {
  ...functions,
  increment(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    return transfer(functions.increment(bytes));
  },
});
