import { PlatformError } from '@heddle/core';

// Imported before anything that only Deno has.
const versions = (globalThis as { process?: { versions?: Record<string, string> } }).process?.versions;
if (versions?.['deno'] === undefined) {
  const where =
    versions?.['bun'] !== undefined
      ? `Bun ${versions['bun']}: import @heddle/bun or heddle`
      : versions?.['node'] !== undefined
        ? `Node ${versions['node']}: import @heddle/node or heddle`
        : 'a browser: import @heddle/browser or heddle';
  throw new PlatformError(`@heddle/deno is for Deno; this is ${where}`);
}
