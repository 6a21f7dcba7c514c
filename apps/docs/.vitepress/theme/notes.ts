import type { Result } from '@heddle/conformance';

export interface Note {
  readonly number: number;
  readonly why: string;
}

/** Why a result is not `same`, in words for a reader. */
export function reason({ id, why = '', observed }: Result): string {
  return observed === undefined ? why : `${id}: ${why}: ${JSON.stringify(observed)}`;
}

/** Numbers each reason once, in the order in which they come up. */
export function numberReasons(results: Iterable<Result | undefined>): Map<string, Note> {
  const notes = new Map<string, Note>();
  for (const result of results) {
    if (result === undefined || result.outcome === 'same') continue;
    const why = reason(result);
    if (!notes.has(why)) notes.set(why, { number: notes.size + 1, why });
  }
  return notes;
}
