import { afterEach, beforeEach } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

/**
 * For all tests of a file: time passes when no task can go on and no promise has anything left to do, and only then, however
 * slow the machine is. So `await sleep(1)` waits until everything rests.
 */
export function inVirtualTime(): void {
  let clock: VirtualClock;
  beforeEach(() => void (clock = new VirtualClock({ autojump: true })));
  afterEach(() => clock[Symbol.dispose]());
}
