import {
  builtWorker,
  webParentLink,
  webWorkerLink,
  type ParentLink,
  type Platform,
  type WorkerLink,
} from '@heddle/core/internal';
import { hop } from './hop.ts';
import { missing } from './missing.ts';
import { isDedicatedWorker, isPage } from './realm.ts';

function link(create: () => unknown): WorkerLink {
  return webWorkerLink(builtWorker(create, Worker));
}

/** The creator of this worker. TypeScript knows the globals of pages or of workers; `Window` has all that is used. */
function parentLink(): ParentLink {
  return webParentLink(self, {
    served: () =>
      // The creator hears of uncaught errors only. Everywhere else an unhandled rejection is one.
      self.addEventListener('unhandledrejection', (event) => {
        event.preventDefault();
        self.reportError(event.reason);
      }),
    close(tellEnd) {
      tellEnd(0);
      self.close();
    },
  });
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
  ...(isDedicatedWorker && { parent: parentLink() }),
} satisfies Platform;
