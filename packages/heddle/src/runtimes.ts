import { offerRuntimes } from '@heddle/process/internal';

/** All runtimes that import this have it, and the types here know of none. */
const meta = import.meta as ImportMeta & { resolve(name: string): string };

// A program has all adapters with this package, so it can have children of every runtime.
offerRuntimes({
  node: () => meta.resolve('@heddle/node/process'),
  bun: () => meta.resolve('@heddle/bun/process'),
  deno: () => meta.resolve('@heddle/deno/process'),
});
