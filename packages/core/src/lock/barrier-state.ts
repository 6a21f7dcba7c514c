// A barrier's state in one number, so that each change of it is one compare-and-exchange: how many have arrived (12 bits),
// is it broken (1), how often it was reset (5), how many rounds were over (14). The two counts together are the moment in
// which somebody arrived: once the barrier's is another, that round is over. They start anew when they are full, so one
// who sleeps through exactly 16384 rounds, and wakes in the one moment, looks once more.

/** As many can be counted. */
export const mostParties = 0xfff;

const brokenBit = 1 << 12;
const momentShift = 13;
const resetsMask = 31;

export function arrivedAt(state: number): number {
  return state & mostParties;
}

export function isBroken(state: number): boolean {
  return (state & brokenBit) !== 0;
}

export function broken(state: number): number {
  return state | brokenBit;
}

export function momentOf(state: number): number {
  return state >>> momentShift;
}

/** The count of resets in a moment. */
export function resetsAt(moment: number): number {
  return moment & resetsMask;
}

/** The next round begins: nobody has arrived. */
export function nextRound(state: number): number {
  return (momentOf(state) + resetsMask + 1) << momentShift;
}

/** The same, after a reset. */
export function afterReset(state: number): number {
  const moment = momentOf(state);
  return ((moment & ~resetsMask) | ((moment + 1) & resetsMask)) << momentShift;
}
