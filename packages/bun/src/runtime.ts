import { PlatformError } from '@heddle/core';

// Imported before anything that only Bun has.
const versions = (globalThis as { process?: { versions?: Record<string, string> } }).process?.versions;
if (versions?.['bun'] === undefined) {
  const where =
    versions?.['deno'] !== undefined
      ? `Deno ${versions['deno']}: import @heddle/deno or heddle`
      : versions?.['node'] !== undefined
        ? `Node ${versions['node']}: import @heddle/node or heddle`
        : 'a browser: import @heddle/browser or heddle';
  throw new PlatformError(`@heddle/bun is for Bun; this is ${where}`);
}
