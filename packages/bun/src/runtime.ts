import { PlatformError } from '@heddle/core';

/** Bun's version. Evaluated before anything else of the adapter, so that the wrong runtime is told by name. */
export const version: string = bunVersion();

function bunVersion(): string {
  const { process } = globalThis as { process?: { versions?: Record<string, string> } };
  const { bun, deno, node } = process?.versions ?? {};
  if (bun !== undefined) return bun;
  let found = 'a browser: import @heddle/browser or heddle';
  if (deno !== undefined) found = `Deno ${deno}: import @heddle/deno or heddle`;
  else if (node !== undefined) found = `Node ${node}: import @heddle/node or heddle`;
  throw new PlatformError(`@heddle/bun is for Bun; this is ${found}`);
}
