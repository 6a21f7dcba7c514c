/** The creator, as a bare worker sees it. */
export interface BareParent {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Ends this worker. */
  close(): void;
}

interface Scope {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close?(): void;
}

export async function openParent(): Promise<BareParent> {
  if (typeof process !== 'undefined' && !('Bun' in globalThis) && !('Deno' in globalThis)) {
    const { parentPort } = await import('node:worker_threads');
    if (parentPort === null)
      throw new Error('this module is for a worker, and this is the main thread');
    return {
      post: (message, transfer) => parentPort.postMessage(message, transfer),
      onMessage: (listener) => void parentPort.on('message', listener),
      close: () => process.exit(),
    };
  }
  const scope = globalThis as unknown as Scope;
  return {
    post: (message, transfer) => scope.postMessage(message, transfer),
    onMessage: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
    // Bun's workers have no close().
    close: () => (scope.close === undefined ? process.exit() : scope.close()),
  };
}
