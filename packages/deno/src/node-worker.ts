import {
  webWorkerLink,
  type WebWorker,
  type WorkerLink,
  type WorkerTraits,
} from '@heddle/core/internal';
import type { Transferable, Worker } from 'node:worker_threads';

/** A worker of node:worker_threads, as its creator sees it: inside it is one of Deno's own, so it is treated as that. */
export function nodeWorkerLink(worker: Worker, traits: WorkerTraits): WorkerLink {
  const asWeb: WebWorker = {
    addEventListener(type, listener) {
      worker.on(type, (value: unknown) =>
        listener({
          data: value,
          message: value instanceof Error ? `${value.name}: ${value.message}` : String(value),
          preventDefault: () => {},
        }),
      );
    },
    removeEventListener: () => {},
    postMessage: (message, transfer) => worker.postMessage(message, transfer as Transferable[]),
    terminate: () => void worker.terminate(),
  };
  const link = webWorkerLink(asWeb, traits);
  return { ...link, ref: () => worker.ref(), unref: () => worker.unref() };
}
