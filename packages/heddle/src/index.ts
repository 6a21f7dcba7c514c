// What every runtime has: the types of the package, whichever adapter its conditions pick.
export * from '@heddle/core';

/**
 * Is this the runtime's first thread: the page, or the process' own? A worker imports the script that names its task
 * again, so what only the program itself shall do goes behind this.
 * @example if (isMainThread) await main();
 * Python: `if __name__ == '__main__':`.
 */
export declare const isMainThread: boolean;
