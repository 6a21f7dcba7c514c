import type { Endpoint } from 'comlink';

const isNode = typeof process !== 'undefined' && !('Bun' in globalThis) && !('Deno' in globalThis);

/** A worker of Node's speaks another dialect than the one that comlink was made for, and it has an adapter for that. */
async function adapted(end: unknown): Promise<Endpoint> {
  const { default: nodeEndpoint } = await import('comlink/dist/esm/node-adapter.mjs');
  return nodeEndpoint(end);
}

export async function comlinkWorker(worker: Worker): Promise<Endpoint> {
  return isNode ? adapted(worker) : worker;
}

export async function comlinkParent(): Promise<Endpoint> {
  if (!isNode) return globalThis as unknown as Endpoint;
  return adapted((await import('node:worker_threads')).parentPort);
}
