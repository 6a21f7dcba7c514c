import { SharedArray } from 'heddle';
import { Fault } from '../fault.ts';
import type { Meeting } from '../meeting.ts';

/** @throws Fault if what was counted in two ways is not the same. */
export function mustBe(what: string, seen: number, wanted: number): void {
  if (seen !== wanted) throw new Fault(`${what}: ${seen}, and must be ${wanted}`);
}

/** Where nobody has met yet. */
export const newPlace = (): Meeting => new SharedArray('i32', 3);

/** As much room as a queue has, by chance: from a single place on. */
export const sizes = [1, 2, 3, 16, 64, 1024] as const;

/** A join whose items are all done does not wait. */
export const soon = { timeout: 10_000 } as const;
