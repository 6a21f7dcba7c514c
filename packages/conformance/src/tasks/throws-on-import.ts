import { currentThread, tasks } from 'heddle';

/** Its module fails to load in a thread. */
export const throwsOnImport = tasks('throwsOnImport', import.meta.url, {
  never(): void {},
});

if (!currentThread().isMain) throw new RangeError('the module fails on purpose');
