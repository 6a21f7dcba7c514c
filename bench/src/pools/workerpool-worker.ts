import workerpool from 'workerpool';
import { functions } from './functions.ts';

workerpool.worker({
  ...functions,
  increment(bytes: Uint8Array<ArrayBuffer>) {
    return new workerpool.Transfer(functions.increment(bytes), [bytes.buffer]);
  },
});
