import { action, type Operation } from 'effection';

/** To `await`, or to `yield` with co, is a turn for the others. */
export const resolved: Promise<void> = Promise.resolve();

/** Effection has no function for it; this settles at once, and goes to the end of its queue. */
export const effectionGiveWay: Operation<void> = action((resolve) => {
  resolve();
  return () => {};
});
