import { PlatformError } from '@heddle/core';

// Imported before anything else of the adapter. Bun and Deno have node:worker_threads too, but their own workers
// tell more or start faster, so this adapter is not for them.
const { bun, deno } = process.versions;
if (bun !== undefined || deno !== undefined) {
  const [name, version] = bun === undefined ? ['Deno', deno] : ['Bun', bun];
  throw new PlatformError(
    `@heddle/node is for Node; this is ${name} ${version}: import @heddle/${name.toLowerCase()} or heddle`,
  );
}
