import { fromHandle, type Handle, type Lock, type Value } from 'heddle';
import type * as workerThreads from 'node:worker_threads';
import { builtin } from '../builtin.ts';

// A worker that Heddle did not start: it adds to a number under a lock, both of which come by its creator's own postMessage.
type Request = { readonly lock: Handle<Lock>; readonly total: Handle<Value<'i32'>>; times: number };

function add({ lock: lockHandle, total: totalHandle, times }: Request): number {
  const [lock, total] = [fromHandle(lockHandle), fromHandle(totalHandle)];
  for (let i = 0; i < times; i += 1) {
    const guard = lock.acquireSync();
    const seen = total.value;
    total.value = seen + 1;
    guard.release();
  }
  return times;
}

const port = builtin<typeof workerThreads>('node:worker_threads')?.parentPort;
const web = globalThis as unknown as {
  addEventListener(type: 'message', heard: (event: MessageEvent<Request>) => void): void;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
  close(): void;
};

// Each goes by itself when it has answered.
if (typeof Worker === 'function' || port === undefined || port === null) {
  web.addEventListener('message', ({ data }) => {
    web.postMessage(add(data), []);
    web.close();
  });
} else port.once('message', (request: Request) => port.postMessage(add(request)));
