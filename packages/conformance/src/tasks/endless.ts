import { isMainThread, tasks } from 'heddle';

/** A module whose top level never ends in a thread. */
export const endless = tasks('endless', import.meta.url, {
  // In Chromium a worker hears of its start while its module's top level waits.
  never: (): Promise<void> => new Promise(() => {}),
});

if (!isMainThread) await new Promise(() => {});
