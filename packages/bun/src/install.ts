import { installPlatform, serveThread } from '@heddle/core/internal';
import { platform } from './platform.ts';

/** Makes this runtime Heddle's platform, and this worker a thread if it is one of Heddle's. */
export function install(): void {
  installPlatform(platform);
  if (platform.parent !== undefined) serveThread();
}
