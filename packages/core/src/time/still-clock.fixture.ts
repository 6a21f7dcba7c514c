import { platform } from '../realm.ts';

/** The host's clock stands still until this is disposed of: the budget of the loop is not used up, and nothing falls due. */
export function stillClock(): Disposable {
  const host = platform() as { now(): number };
  const { now } = host;
  const at = now();
  host.now = () => at;
  return { [Symbol.dispose]: () => void (host.now = now) };
}
