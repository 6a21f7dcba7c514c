import { installPlatform, serveThread } from '@heddle/core/internal';
import { platform } from './platform.ts';
import { isBrowser } from './realm.ts';

/** Makes this browser Heddle's platform, and this worker a thread if it is one of Heddle's. */
export function install(): void {
  // Under server-side rendering there is nothing to adapt to: what needs no thread works as it does without an
  // adapter, and the rest says that there is none.
  if (!isBrowser) return;
  installPlatform(platform);
  if (platform.parent !== undefined) serveThread();
}
