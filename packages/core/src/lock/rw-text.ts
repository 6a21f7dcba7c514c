import type { Holder } from '../wait/holder.ts';

/**
 * The first of those who read, as a message lists them, and how many others there are: `elsewhere` are the names of some who
 * read in other threads, `count` is how often it is read in all.
 */
export function listed(
  holders: Iterable<Holder>,
  elsewhere: readonly string[],
  count: number,
): string {
  const readers = Array.from(holders);
  const first = new Set([...new Set(readers)].slice(0, 3));
  const names = Array.from(first, (who) => who.describe())
    .concat(elsewhere)
    .slice(0, 3);
  const named = readers.filter((who) => first.has(who)).length + names.length - first.size;
  const others = count - named;
  if (others > 0) names.push(others === 1 ? 'one more' : `${others} more`);
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
