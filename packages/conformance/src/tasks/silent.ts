import { bindWorker, tasks } from 'heddle';
import type * as workerThreads from 'node:worker_threads';

/** Bound to a worker that knows nothing of Heddle, and never answers. */
export const silent = tasks('silent', import.meta.url, {
  never(): void {},
});

bindWorker(silent, () => {
  if (typeof Worker === 'function') {
    return new Worker(new URL('./silent-worker.ts', import.meta.url), { type: 'module' });
  }
  // Node has no global Worker.
  const threads = process.getBuiltinModule('node:worker_threads') as typeof workerThreads;
  return new threads.Worker(new URL(import.meta.url.replace('silent.ts', 'silent-worker.ts')));
});
