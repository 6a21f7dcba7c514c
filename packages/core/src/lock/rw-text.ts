import type { Holder } from '../wait/holder.ts';

/** The first of those who read, as a message lists them, and how many others there are, here or elsewhere. */
export function listed(holders: Iterable<Holder>, count: number): string {
  const readers = Array.from(holders);
  const first = new Set([...new Set(readers)].slice(0, 3));
  const names = Array.from(first, (who) => who.describe());
  const others = count - readers.filter((who) => first.has(who)).length;
  if (others > 0) names.push(others === 1 ? 'one more' : `${others} more`);
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
