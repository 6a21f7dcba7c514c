import {
  builtWorker,
  webParentLink,
  webWorkerLink,
  type ParentLink,
  type Platform,
  type WorkerLink,
} from '@heddle/core/internal';
import { exiting, onExit } from './exit.ts';
import { hop } from './hop.ts';
import { missing } from './missing.ts';
import { isDedicatedWorker, isPage } from './realm.ts';

function link(create: () => unknown): WorkerLink {
  return webWorkerLink(builtWorker(create, [Worker]), { outlivesErrors: true });
}

/** The creator of this worker. TypeScript knows the globals of pages or of workers; `Window` has all that is used. */
function parentLink(): ParentLink {
  const endScope = self.close.bind(self);
  const close = (tellEnd: (code: number) => void): void => {
    exiting(); // before the creator hears of it
    tellEnd(0);
    endScope();
  };
  return webParentLink(self, {
    served(tellEnd) {
      // The creator hears of uncaught errors only. Everywhere else an unhandled rejection is one.
      self.addEventListener('unhandledrejection', (event) => {
        event.preventDefault();
        self.reportError(event.reason);
      });
      // The creator ends it at an error that nobody took; it may be too busy for that.
      self.addEventListener('error', (event) =>
        hop(() => {
          if (event.defaultPrevented) return;
          exiting();
          endScope();
        }),
      );
      self.close = () => close(tellEnd);
    },
    close,
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
      // Chromium gives it 2 seconds; Firefox ends it at once.
      runsOn: 4000,
      // Chromium starts it only then; Firefox does without.
      needsCreator: true,
    },
  }),
  ...(isDedicatedWorker && { parent: parentLink() }),
  onExit,
} satisfies Platform;
