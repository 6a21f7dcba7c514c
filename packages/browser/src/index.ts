import { install } from '@heddle/core/internal';
import { platform } from './platform.ts';
import { isBrowser } from './realm.ts';

export * from '@heddle/core';

/**
 * Is this the runtime's first thread: the page, or the process' own? A worker imports the script that names its task
 * again, so what only the program itself shall do goes behind this.
 * @example if (isMainThread) await main();
 * Python: `if __name__ == '__main__':`.
 */
export const isMainThread: boolean = platform.isMainThread;

// Under server-side rendering there is nothing to adapt to: what needs no thread works as it does without an adapter,
// and the rest says that there is none.
if (isBrowser) install(platform);
