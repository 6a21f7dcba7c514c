import { version } from './runtime.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Platform, WorkerLink } from '@heddle/core/internal';
import { keepAlive } from './keep-alive.ts';
import { parentLink, workerLink } from './link.ts';

const storage = new AsyncLocalStorage<unknown>();

// `isMainThread` of node:worker_threads is true in Deno's own workers too.
const isWorker = 'DedicatedWorkerGlobalScope' in globalThis;

function link(create: () => unknown): WorkerLink {
  const worker = create();
  if (worker instanceof Worker) return workerLink(worker);
  throw new TypeError(
    `the factory of a worker must return a Worker, the global one; it returned ${String(worker)}`,
  );
}

export const platform: Platform = {
  name: 'deno',
  version,
  isMainThread: !isWorker,
  now: () => performance.now(),
  // Hops through a MessagePort hold up timers: one of 10 ms was 120 ms late. An immediate lets them in, at 1 µs.
  hop: (callback) => void setImmediate(callback),
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
  missing: {},
  threads: {
    start: ({ name }) =>
      link(() => new Worker(new URL('./thread.js', import.meta.url), { name, type: 'module' })),
    wrap: link,
  },
  ...(isWorker && { parent: parentLink(globalThis as unknown as Worker) }),
  asyncContext: {
    get: () => storage.getStore(),
    run: (value, fn) => storage.run(value, fn),
  },
  keepAlive: keepAlive(),
} satisfies Platform;
