import type { Fact } from './behaviour.ts';

/** What is left of a value once it went through JSON: the form in which facts are compared and kept. */
export function asFact(value: unknown): Fact {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Fact);
}

/** Are two facts equal, whatever the order of an object's fields? Both must have gone through `asFact`. */
export function same(a: Fact, b: Fact): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b) as [string, Fact][])];
  return (
    left.length === right.size &&
    left.every(([key, value]) => {
      const other = right.get(key);
      return other !== undefined && same(value as Fact, other);
    })
  );
}
