const kind = Object.prototype.toString.call(globalThis).slice('[object '.length, -1);

/** A page or one of a browser's workers; not server-side rendering, whatever runtime does that. */
export const isBrowser: boolean =
  /^Window$|WorkerGlobalScope$/.test(kind) && !('Deno' in globalThis) && !('Bun' in globalThis);

export const isPage: boolean = kind === 'Window';
export const isDedicatedWorker: boolean = isBrowser && kind === 'DedicatedWorkerGlobalScope';
export const isServiceWorker: boolean = kind === 'ServiceWorkerGlobalScope';
