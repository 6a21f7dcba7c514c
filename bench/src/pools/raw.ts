import { bare, Worker, type Transferred } from '../peers/bare-worker.ts';
import type { Name } from './functions.ts';
import type { Pool, PoolKind } from './pool.ts';

/** One message for each call, to each worker in turn; as one writes it by hand. */
export interface Call {
  readonly id: number;
  readonly name: Name;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value: unknown;
}

function open(workers: number): Pool {
  const waiting = new Map<number, (value: never) => void>();
  const all = Array.from({ length: workers }, () => {
    const worker = bare(
      new Worker(new URL('./raw-worker.ts', import.meta.url), { type: 'module' }),
    );
    worker.onMessage((message) => {
      const { id, value } = message as Answer;
      waiting.get(id)!(value as never);
      waiting.delete(id);
    });
    return worker;
  });
  let last = 0;
  const call = <T>(name: Name, args: readonly unknown[], transfer?: Transferred): Promise<T> =>
    new Promise<T>((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      all[id % workers]!.post({ id, name, args } satisfies Call, transfer);
    });
  return {
    add: (a, b) => call('add', [a, b]),
    compute: (n) => call('compute', [n]),
    who: () => call('who', []),
    increment: (bytes) => call('increment', [bytes], [bytes.buffer]),
    close: () => Promise.all(all.map((worker) => worker.terminate())),
  };
}

export const raw: PoolKind = { name: 'postMessage', open };
