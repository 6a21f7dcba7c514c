import { offerRuntimes } from '@heddle/process/internal';

// A program has all adapters with this package, so it can have children of every runtime.
offerRuntimes({
  node: () => import.meta.resolve('@heddle/node/process'),
  bun: () => import.meta.resolve('@heddle/bun/process'),
  deno: () => import.meta.resolve('@heddle/deno/process'),
});
