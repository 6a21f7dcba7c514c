import { version } from './runtime.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { builtWorker, keepAlive, type Platform, type WorkerLink } from '@heddle/core/internal';
import { idle } from './idle.ts';
import { parentLink, workerLink } from './link.ts';
import { isMarked, marked } from './mark.ts';

const storage = new AsyncLocalStorage();

function link(create: () => unknown): WorkerLink {
  return workerLink(builtWorker(() => marked(create), [Worker], 'a Worker of node:worker_threads'));
}

export const platform: Platform = {
  name: 'node',
  version,
  isMainThread,
  now: () => performance.now(),
  // A MessagePort hands out up to 1000 messages before timers and I/O have a turn, so hops through one would hold
  // them up: a 10 ms timer was 390 ms late. An immediate costs the same (about 1 µs) and lets them in each time.
  hop: (callback) => void setImmediate(callback),
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  missing: {},
  threads: {
    start: ({ name }) => link(() => new Worker(new URL('./thread.js', import.meta.url), { name })),
    wrap: link,
  },
  ...(isMarked && parentPort !== null && { parent: parentLink(parentPort) }),
  asyncContext: {
    get: () => storage.getStore(),
    run: (value, fn) => storage.run(value, fn),
  },
  keepAlive: keepAlive(setInterval),
  idle,
  onExit: (listener) => void process.on('exit', listener),
} satisfies Platform;
