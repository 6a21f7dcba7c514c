import { InvalidArgumentError } from './errors.ts';
import { show } from './show.ts';

/** The names of all options, so that the compiler misses one that is left out. */
export type Known<O> = Readonly<Record<keyof O, true>>;

/**
 * A misspelt option would change nothing, and be noticed late or never.
 * @throws InvalidArgumentError if `options` is no object, or has what is none of `known`.
 */
export function requireOptions<O>(action: string, options: unknown, known: Known<O>): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(`${action}: options must be an object, got ${show(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    const near = nearest(name, names);
    const advice = near === undefined ? `it has ${names.join(', ')}` : `did you mean ${near}?`;
    throw new InvalidArgumentError(`${action}: there is no option ${show(name)}; ${advice}`);
  }
}

/** The one that it may have been meant to be. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  // Where every other letter differs it is another word.
  let least = Math.ceil(wanted.length / 2);
  for (const option of known) {
    const edits = distance(wanted, plain(option));
    if (edits >= least) continue;
    best = option;
    least = edits;
  }
  return best;
}

/** `max_workers` as `maxworkers`. */
function plain(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}

/** How many letters are to be put in, taken out or replaced to make the one of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
