import type { AsyncContextAbility } from '../platform.ts';
import { installPlatform, platform } from '../realm.ts';

interface Storage {
  run<T>(value: unknown, fn: () => T): T;
  getStore(): unknown;
}

interface Host {
  process?: {
    getBuiltinModule?(name: 'node:async_hooks'): { AsyncLocalStorage: new () => Storage };
  };
}

/**
 * Lets this realm follow async functions through their awaits, as the adapters do where the runtime can (Node, Bun, Deno).
 * False: it cannot, as in a browser.
 */
export function followAsyncFunctions(): boolean {
  const hooks = (globalThis as Host).process?.getBuiltinModule?.('node:async_hooks');
  if (hooks === undefined) return false;
  const storage = new hooks.AsyncLocalStorage();
  const asyncContext: AsyncContextAbility = {
    run: (value, fn) => storage.run(value, fn),
    get: () => storage.getStore(),
  };
  installPlatform({ ...platform(), name: 'followed', asyncContext });
  return platform().asyncContext !== undefined;
}
