/** Host timers cannot be set further ahead: they fire at once. */
const furthest = 2 ** 31 - 1;

/** Calls back after so many milliseconds, or in 24 days where they are more. */
export function later(ms: number, then: () => void): NodeJS.Timeout {
  return setTimeout(then, Math.min(ms, furthest));
}
