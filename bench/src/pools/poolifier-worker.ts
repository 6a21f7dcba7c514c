import { ThreadWorker } from 'poolifier';
import { functions } from './functions.ts';

type Data = never;

export default new ThreadWorker<Data, unknown>({
  add: (data?: unknown) => functions.add(...(data as [number, number])),
  compute: (data?: unknown) => functions.compute(data as number),
  who: () => functions.who(),
  increment: (data?: unknown) => functions.increment(data as Uint8Array<ArrayBuffer>),
});
