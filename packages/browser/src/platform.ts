import type { Platform, WorkerLink } from '@heddle/core/internal';
import { hop } from './hop.ts';
import { parentLink, workerLink } from './link.ts';
import { missing } from './missing.ts';
import { isDedicatedWorker, isPage } from './realm.ts';

function link(create: () => unknown): WorkerLink {
  const worker = create();
  if (worker instanceof Worker) return workerLink(worker);
  throw new TypeError(
    `the factory of a worker must return a Worker; it returned ${String(worker)}`,
  );
}

// Safari calls its version `Version`.
const [, engine = 'unknown', major = ''] =
  /(Firefox|Chrome|Version)\/(\d+)/.exec(globalThis.navigator?.userAgent) ?? [];

export const platform: Platform = {
  name: 'browser',
  version: `${engine.replace('Version', 'Safari')} ${major}`.trimEnd(),
  isMainThread: isPage,
  now: () => performance.now(),
  hop,
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
  missing,
  ...(missing.threads === undefined && {
    threads: {
      // Bundlers look for exactly this form; Vite 5 refuses options that are not static, unless it is told not to look.
      start: ({ name }) =>
        link(
          () =>
            new Worker(
              new URL('./thread.js', import.meta.url),
              /* @vite-ignore */ { type: 'module', name },
            ),
        ),
      wrap: link,
    },
  }),
  ...(isDedicatedWorker && { parent: parentLink(self) }),
} satisfies Platform;
