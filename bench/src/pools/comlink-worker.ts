import * as Comlink from 'comlink';
import { functions } from './functions.ts';
import { comlinkParent } from './comlink-ends.ts';

Comlink.expose(
  {
    ...functions,
    increment: (bytes: Uint8Array<ArrayBuffer>) =>
      Comlink.transfer(functions.increment(bytes), [bytes.buffer]),
  },
  await comlinkParent(),
);
