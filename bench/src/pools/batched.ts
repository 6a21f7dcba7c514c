import { bare, Worker } from '../peers/bare-worker.ts';
import type { Name } from './functions.ts';
import type { Pool, PoolKind } from './pool.ts';

/** All calls of a microtask in one flat array: of each its id, its name and two arguments. */
function open(workers: number): Pool {
  const waiting = new Map<number, (value: never) => void>();
  const all = Array.from({ length: workers }, () => {
    const worker = bare(
      new Worker(new URL('./batched-worker.ts', import.meta.url), { type: 'module' }),
    );
    let calls: unknown[] = [];
    let transfer: ArrayBuffer[] = [];
    const flush = (): void => {
      worker.post(calls, transfer);
      calls = [];
      transfer = [];
    };
    worker.onMessage((message) => {
      const answers = message as readonly unknown[];
      for (let at = 0; at < answers.length; at += 2) {
        const id = answers[at] as number;
        waiting.get(id)!(answers[at + 1] as never);
        waiting.delete(id);
      }
    });
    const send = (id: number, name: Name, a: unknown, b: unknown): void => {
      if (calls.length === 0) queueMicrotask(flush);
      calls.push(id, name, a, b);
      if (a instanceof Uint8Array) transfer.push(a.buffer as ArrayBuffer);
    };
    return { worker, send };
  });
  let last = 0;
  const call = <T>(name: Name, a?: unknown, b?: unknown): Promise<T> =>
    new Promise<T>((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      all[id % workers]!.send(id, name, a, b);
    });
  return {
    add: (a, b) => call('add', a, b),
    compute: (n) => call('compute', n),
    who: () => call('who'),
    increment: (bytes) => call('increment', bytes),
    close: () => Promise.all(all.map(({ worker }) => worker.terminate())),
  };
}

export const batched: PoolKind = { name: 'postMessage, batched', open };
