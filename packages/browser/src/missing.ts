import type { Ability } from '@heddle/core/internal';
import { isPage, isServiceWorker } from './realm.ts';

const isIsolated =
  globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function';

/** What this realm of a browser lacks, and how to get it. */
export const missing: Partial<Record<Ability, string>> = {
  idle: 'a page or worker of a browser never comes to its end by itself: watchStall({ after }) tells what waits for long',
  memoryLimit: 'no browser lets a page say how much memory a worker may have',
  asyncContext:
    'no browser follows an async function through its awaits yet: use a coroutine, or pass the owner along',
  ...(typeof Worker !== 'function' && {
    threads: 'this realm has no Worker: start threads from a page or from one of its workers',
  }),
  ...(!isIsolated && {
    sharedMemory:
      'the page is not cross-origin isolated: serve it over HTTPS or from localhost, with the headers ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
  }),
  ...((isPage || isServiceWorker) && {
    blocking: `${isPage ? "a page's main thread" : 'a service worker'} may not block: wait with await or yield*, or do this in a thread`,
  }),
};
