/**
 * Which of two comes first where nobody says how to compare: below 0 `a`, above 0 `b`, 0 if they are equal.
 * Numbers, strings, bigints and dates by `<`; lists as Python's tuples, by the first items in which they differ, and the
 * shorter first if there are none. Undefined: there is no order between the two.
 */
export function naturalOrder(a: unknown, b: unknown): number | undefined {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return bySize(a, b);
  if (typeof a === 'string' && typeof b === 'string') return bySize(a, b);
  if (typeof a === 'bigint' && typeof b === 'bigint') return bySize(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return byItems(a, b);
  if (a instanceof Date && b instanceof Date) return bySize(a.getTime(), b.getTime());
  return undefined;
}

/** NaN is neither less than another, nor more, nor the same. */
function bySize<T extends number | string | bigint>(a: T, b: T): number | undefined {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : undefined;
}

function byItems(a: readonly unknown[], b: readonly unknown[]): number | undefined {
  const both = Math.min(a.length, b.length);
  for (let index = 0; index < both; index++) {
    const order = naturalOrder(a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
