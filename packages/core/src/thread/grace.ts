import { platform } from '../realm.ts';
import { makeReady } from '../scheduler/loop.ts';

/**
 * Calls back when a failure that nobody has taken yet can be told. Whoever was told of the end stands before this in the
 * loop's line, and may ask for the result after a turn of the host: that is not too late.
 */
export function afterGrace(callback: () => void): void {
  const { hop } = platform();
  hop(() => makeReady({ step: () => hop(callback) }));
}
