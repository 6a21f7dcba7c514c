// Modules that come without types of their own.
declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink';
  export default function nodeEndpoint(end: unknown): Endpoint;
}

/** The address of a module that Vite has bundled for a worker. */
declare module '*?worker&url' {
  const address: string;
  export default address;
}
