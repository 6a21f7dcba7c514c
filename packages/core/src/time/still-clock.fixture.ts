import { afterEach, beforeEach } from 'vitest';
import { platform } from '../realm.ts';

/** The host's clock stands still until this is disposed of: the budget of the loop is not used up, and nothing falls due. */
export function stillClock(): Disposable {
  const host = platform() as { now(): number };
  const { now } = host;
  const at = now();
  host.now = () => at;
  return { [Symbol.dispose]: () => void (host.now = now) };
}

/** For all tests of a file: nobody gives way but where it says so. */
export function withStillClock(): void {
  let clock: Disposable;
  beforeEach(() => void (clock = stillClock()));
  afterEach(() => clock[Symbol.dispose]());
}
