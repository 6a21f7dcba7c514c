import { PlatformError } from '@heddle/core';

/** Node's version. Evaluated before anything else of the adapter, so that the wrong runtime is told by name. */
export const version: string = nodeVersion();

// Bun and Deno have node:worker_threads too, but their own workers start faster or tell more.
function nodeVersion(): string {
  const { bun, deno, node } = process.versions;
  if (bun === undefined && deno === undefined) return node;
  const [name, found] = bun === undefined ? ['Deno', deno] : ['Bun', bun];
  throw new PlatformError(
    `@heddle/node is for Node; this is ${name} ${found}: import @heddle/${name.toLowerCase()} or heddle`,
  );
}
