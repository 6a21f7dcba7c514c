import { PlatformError } from '@heddle/core';

/** Deno's version. Evaluated before anything else of the adapter, so that the wrong runtime is told by name. */
export const version: string = denoVersion();

function denoVersion(): string {
  const { process } = globalThis as { process?: { versions?: Record<string, string> } };
  const { bun, deno, node } = process?.versions ?? {};
  if (deno !== undefined) return deno;
  let found = 'a browser: import @heddle/browser or heddle';
  if (bun !== undefined) found = `Bun ${bun}: import @heddle/bun or heddle`;
  else if (node !== undefined) found = `Node ${node}: import @heddle/node or heddle`;
  throw new PlatformError(`@heddle/deno is for Deno; this is ${found}`);
}
