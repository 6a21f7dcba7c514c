import { version } from './runtime.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { builtWorker, keepAlive, type Platform, type WorkerLink } from '@heddle/core/internal';
import { idle } from './idle.ts';
import { parentLink, workerLink } from './link.ts';
import { isMarked, marked } from './mark.ts';

const storage = new AsyncLocalStorage();

function link(create: () => unknown): WorkerLink {
  return workerLink(builtWorker(() => marked(create), [Worker], 'a Worker, the global one'));
}

export const platform: Platform = {
  name: 'bun',
  version,
  isMainThread: Bun.isMainThread,
  now: () => performance.now(),
  // Hops through a MessagePort hold up timers: one of 10 ms was 390 ms late. An immediate lets them in, at 0.5 µs.
  hop: (callback) => void setImmediate(callback),
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  holdTimer: (timer, holds) =>
    void (timer as ReturnType<typeof setTimeout>)[holds ? 'ref' : 'unref'](),
  missing: { memoryLimit: 'Bun gives each thread as much memory as there is' },
  threads: {
    start: ({ name }) =>
      link(() => new Worker(new URL('./thread.js', import.meta.url), { name, type: 'module' })),
    wrap: link,
  },
  ...(isMarked && { parent: parentLink(globalThis as unknown as Worker) }),
  asyncContext: {
    get: () => storage.getStore(),
    run: (value, fn) => storage.run(value, fn),
  },
  keepAlive: keepAlive(setInterval),
  idle,
  onExit: (listener) => void process.on('exit', listener),
} satisfies Platform;
