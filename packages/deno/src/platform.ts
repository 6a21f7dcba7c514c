import { version } from './runtime.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Worker as NodeWorker } from 'node:worker_threads';
import {
  builtWorker,
  keepAlive,
  webParentLink,
  webWorkerLink,
  type ParentLink,
  type Platform,
  type WorkerLink,
} from '@heddle/core/internal';
import { exiting, onExit } from './exit.ts';
import { idle } from './idle.ts';
import { nodeWorkerLink } from './node-worker.ts';

const storage = new AsyncLocalStorage<unknown>();

// `isMainThread` of node:worker_threads is true in Deno's own workers too.
const isWorker = 'DedicatedWorkerGlobalScope' in globalThis;

// Its `Worker` keeps the program alive until it is terminated; one that computes or is blocked runs on after that, and had
// its last turn of the event loop. A missing permission is an error of the worker, whose message names the flag.
const traits = { turns: 10_000 };

/** Of either kind: that of node:worker_threads can be let go of, and takes 18 ms to start where Deno's own takes 7. */
function link(create: () => unknown): WorkerLink {
  const worker = builtWorker<Worker | NodeWorker>(create, [Worker, NodeWorker]);
  return worker instanceof NodeWorker
    ? nodeWorkerLink(worker, traits)
    : webWorkerLink(worker, traits);
}

/** The creator of this worker, which lives until it is closed, whoever listens. */
function parentLink(): ParentLink {
  return webParentLink(globalThis as unknown as Worker, {
    served(tellEnd) {
      globalThis.addEventListener('unload', () => {
        exiting(); // before the creator hears of it
        tellEnd(Deno.exitCode);
      });
      const close = globalThis.close.bind(globalThis);
      globalThis.close = () => {
        exiting();
        tellEnd(0);
        close();
      };
    },
    // Runs the 'unload' listeners, which self.close() does not.
    close: () => Deno.exit(),
  });
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
  // The types still have the web's number.
  holdTimer: (timer, holds) => void (timer as NodeJS.Timeout)[holds ? 'ref' : 'unref'](),
  missing: {
    memoryLimit:
      'Deno has one limit for the whole program: deno run --v8-flags=--max-old-space-size=…',
    ...(isWorker && {
      idle: "nothing tells one of Deno's workers that it has nothing left to do: watchStall({ after }) tells what waits for long",
    }),
  },
  threads: {
    start({ name, letsGo }) {
      const url = new URL('./thread.js', import.meta.url);
      return link(() =>
        letsGo ? new NodeWorker(url, { name }) : new Worker(url, { name, type: 'module' }),
      );
    },
    wrap: link,
    // One that computes goes on computing, and is then lost.
    runsOn: Infinity,
  },
  ...(isWorker && { parent: parentLink() }),
  asyncContext: {
    get: () => storage.getStore(),
    run: (value, fn) => storage.run(value, fn),
  },
  keepAlive: keepAlive(setInterval),
  ...(!isWorker && { idle }),
  onExit,
} satisfies Platform;
