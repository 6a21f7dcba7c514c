/** A worker of the runtime's own, with as little around it as can be. */
export interface BareWorker {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  terminate(): unknown;
}

const isNode = !('Bun' in globalThis) && !('Deno' in globalThis);
// The kind that Heddle's adapter for the runtime is built on.
const NodeWorker = isNode ? (await import('node:worker_threads')).Worker : undefined;

export function openWorker(url: URL): BareWorker {
  if (NodeWorker !== undefined) {
    const worker = new NodeWorker(url);
    return {
      post: worker.postMessage.bind(worker),
      onMessage: (listener) => void worker.on('message', listener),
      terminate: () => worker.terminate(),
    };
  }
  const worker = new Worker(url, { type: 'module' });
  return {
    post: worker.postMessage.bind(worker),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    terminate: () => worker.terminate(),
  };
}
