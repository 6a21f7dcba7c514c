import type { Handle, Lock, Value } from 'heddle';
import type * as workerThreads from 'node:worker_threads';
import { builtin } from '../builtin.ts';

interface Request {
  readonly lock: Handle<Lock>;
  readonly total: Handle<Value<'i32'>>;
  readonly times: number;
}

/** Starts a worker without Heddle, sends it these, and gives its answer. */
export function askForeignWorker(request: Request): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    if (typeof Worker === 'function') {
      const worker = new Worker(new URL('./foreign-worker.ts', import.meta.url), {
        type: 'module',
      });
      worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.postMessage(request, []);
      return;
    }
    // Node has no global Worker. A bundler takes `new URL(…, import.meta.url)` for an asset.
    const threads = builtin<typeof workerThreads>('node:worker_threads')!;
    const here = import.meta.url;
    const worker = new threads.Worker(new URL('./foreign-worker.ts', here));
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(request, []);
  });
}
