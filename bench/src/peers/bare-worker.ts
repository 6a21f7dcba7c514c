export type Transferred = readonly (MessagePort | ArrayBuffer)[];

/** A worker of the runtime's own, with as little around it as can be. */
export interface BareWorker {
  post(message: unknown, transfer?: Transferred): void;
  onMessage(listener: (message: unknown) => void): void;
  terminate(): unknown;
}

const isNode = typeof process !== 'undefined' && !('Bun' in globalThis) && !('Deno' in globalThis);
// The kind that Heddle's adapter for the runtime is built on.
const NodeWorker = isNode ? (await import('node:worker_threads')).Worker : undefined;

/** To be made with `new Worker(new URL(…, import.meta.url), { type: 'module' })`, the form that bundlers know. */
export const Worker = (NodeWorker ?? globalThis.Worker) as typeof globalThis.Worker;

export function openWorker(url: URL): BareWorker {
  return bare(new Worker(url, { type: 'module' }));
}

export function bare(worker: InstanceType<typeof Worker>): BareWorker {
  if (NodeWorker !== undefined && worker instanceof NodeWorker) {
    return {
      post: (message, transfer) => worker.postMessage(message, transfer as Transferable[]),
      onMessage: (listener) => void worker.on('message', listener),
      terminate: () => worker.terminate(),
    };
  }
  return {
    post: (message, transfer) => worker.postMessage(message, transfer as Transferable[]),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    terminate: () => worker.terminate(),
  };
}
