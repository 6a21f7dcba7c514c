import { PlatformError } from './errors.ts';
import type { Platform } from './platform.ts';

/** What all copies of core in one realm have in common; a later version of its shape gets another symbol. */
interface Realm {
  platform?: Platform;
  /** This thread's part in shared memory, once it has one. */
  agent?: unknown;
}

const key: unique symbol = /* @__PURE__ */ Symbol.for('heddle.realm.1') as never;

/** @internal */
export function realm(): Realm {
  return ((globalThis as { [key]?: Realm })[key] ??= {});
}

/**
 * Makes `adapter` this realm's platform. Adapters call it when they are imported.
 * @throws PlatformError if another adapter is there already.
 */
export function installPlatform(adapter: Platform): void {
  const here = realm();
  if (here.platform !== undefined && here.platform.name !== adapter.name) {
    throw new PlatformError(
      `cannot install the adapter for ${adapter.name}: this realm has the one for ${here.platform.name} already; ` +
        `import one adapter only, or 'heddle', which picks it`,
    );
  }
  here.platform ??= adapter;
  installed = here.platform;
  installedAt ??= new Error('here');
}

let installed: Platform | undefined;

/** Its stack tells where core's modules lie, and below that where the adapter's do. */
export let installedAt: Error | undefined;

/** The realm's platform: the adapter's, or what every engine has where none was imported. */
export function platform(): Platform {
  return (installed ??= realm().platform ?? bare());
}

/** Timers, which every host has, and nothing else: enough for tasks, locks and queues in one thread. */
function bare(): Platform {
  const host = globalThis as unknown as {
    setTimeout(callback: () => void, ms: number): unknown;
    clearTimeout(timer: unknown): void;
    performance?: { now(): number };
  };
  const missing =
    'no adapter is installed: import heddle, or the adapter of your runtime (@heddle/node, …)';
  return {
    name: 'bare',
    version: '0',
    isMainThread: true,
    now: () => host.performance?.now() ?? Date.now(),
    hop: (callback) => void host.setTimeout(callback, 0),
    setTimer: (callback, ms) => host.setTimeout(callback, ms),
    clearTimer: (timer) => host.clearTimeout(timer),
    missing: {
      threads: missing,
      sharedMemory: missing,
      blocking: missing,
      asyncContext: missing,
      idle: missing,
      memoryLimit: missing,
    },
  };
}
