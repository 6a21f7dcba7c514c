import { version } from './runtime.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { isMainThread, parentPort, Worker, type ResourceLimits } from 'node:worker_threads';
import { builtWorker, keepAlive, type Platform, type WorkerLink } from '@heddle/core/internal';
import { idle } from './idle.ts';
import { parentLink, workerLink } from './link.ts';
import { isMarked, marked } from './mark.ts';

const storage = new AsyncLocalStorage();

function link(create: () => unknown): WorkerLink {
  return workerLink(builtWorker(() => marked(create), [Worker], 'a Worker of node:worker_threads'));
}

/**
 * Node stops a thread at its limit and gives it 16 MB more until it has; if it takes those too, the whole process ends. So what
 * one collection of the young can move to the old must be little.
 */
function limits(megabytes: number): ResourceLimits {
  return { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 6 };
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
  holdTimer: (timer, holds) => void (timer as NodeJS.Timeout)[holds ? 'ref' : 'unref'](),
  missing: {},
  threads: {
    start({ name, memoryLimit }) {
      const options = { name, ...(memoryLimit && { resourceLimits: limits(memoryLimit) }) };
      return link(() => new Worker(new URL('./thread.js', import.meta.url), options));
    },
    wrap: link,
    printsByCreator: true,
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
