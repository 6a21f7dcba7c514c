import { install, reportStalls } from '@heddle/core/internal';
import { platform } from './platform.ts';

export * from '@heddle/core';

/**
 * Is this the runtime's first thread: the page, or the process' own? A worker imports the script that names its task
 * again, so what only the program itself shall do goes behind this.
 * @example if (isMainThread) await main();
 * Python: `if __name__ == '__main__':`.
 */
export const isMainThread: boolean = platform.isMainThread;

install(platform);
reportStalls();
