import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

// A worker that merely imports Heddle must be left alone: listening to its creator would keep it alive, and on Node
// would also take messages that are meant for it. One that Heddle waits for must listen, and live until it was told
// what to run. So Heddle marks the workers that it builds: environment data is copied into a worker while it is
// constructed, whoever calls the constructor, and is nothing of the user's (as workerData, name and env are).
const key = 'heddle.thread.1';

/** Calls a factory so that the worker it builds knows that it is one of Heddle's. */
export function marked<T>(create: () => T): T {
  setEnvironmentData(key, true);
  try {
    return create();
  } finally {
    setEnvironmentData(key, undefined);
  }
}

/** Is this realm a worker that was built under `marked`? */
export const isMarked: boolean = !isMainThread && getEnvironmentData(key) === true;

// The mark is for this worker, not for those that it creates in turn.
if (isMarked) setEnvironmentData(key, undefined);
