/** The value below which a share of the numbers lies, between the nearest two of them. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) {
    throw new RangeError(
      `quantile: needs at least one number and a share from 0 to 1, got ${share}`,
    );
  }
  return below + (above - below) * (place - Math.floor(place));
}

export interface Spread {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly worst: number;
}

export function spread(numbers: readonly number[]): Spread {
  return {
    q1: quantile(numbers, 0.25),
    median: quantile(numbers, 0.5),
    q3: quantile(numbers, 0.75),
    worst: Math.max(...numbers),
  };
}
