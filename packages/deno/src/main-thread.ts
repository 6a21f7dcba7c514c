import { platform } from './install.ts';

/**
 * Is this the program itself: its first thread, and no process that Heddle has started? A worker and a child process import
 * the script that names their task again, so what only the program itself shall do goes behind this.
 * @example if (isMainThread) await main();
 * Python: `if __name__ == '__main__':`.
 */
export let isMainThread: boolean = platform.isMainThread;

/** This process was started for a task. */
export function enterChild(): void {
  isMainThread = false;
}
