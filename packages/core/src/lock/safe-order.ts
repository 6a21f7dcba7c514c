/** What there is and who has what: each list has a number for each kind of resource. */
export interface BankState {
  /** What nobody holds. */
  readonly available: readonly number[];
  readonly accounts: readonly {
    readonly held: readonly number[];
    /** What it may hold at most. */
    readonly claim: readonly number[];
  }[];
}

/**
 * An order in which all accounts can come to their claim and give everything back, one after another, each with what the ones
 * before it have given back: their numbers. `undefined`: there is none, and a deadlock is possible.
 * @example safeOrder({ available: [1], accounts: [{ held: [1], claim: [3] }, { held: [1], claim: [2] }] }); // [1, 0]
 * Dijkstra, 1965: the banker's algorithm.
 */
export function safeOrder({ available, accounts }: BankState): number[] | undefined {
  const left = [...available];
  const order: number[] = [];
  const waiting = new Set(accounts.keys());
  for (let before = -1; before < order.length && waiting.size > 0;) {
    before = order.length;
    for (const index of waiting) {
      const { held, claim } = accounts[index]!;
      if (!claim.every((most, kind) => most - held[kind]! <= left[kind]!)) continue;
      held.forEach((count, kind) => (left[kind]! += count));
      waiting.delete(index);
      order.push(index);
    }
  }
  return waiting.size === 0 ? order : undefined;
}
