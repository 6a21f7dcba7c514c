/** All runtimes that import this have it, and the types here know of none. */
const meta = import.meta as ImportMeta & { resolve(name: string): string };

/** Where the children of each runtime begin: a program has all adapters with this package. */
export const entries = {
  node: (): string => meta.resolve('@heddle/node/process'),
  bun: (): string => meta.resolve('@heddle/bun/process'),
  deno: (): string => meta.resolve('@heddle/deno/process'),
};
