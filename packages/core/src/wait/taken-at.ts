/**
 * Where a lock was taken by one who has it, the innermost frame first, if that was asked for; see trace/stacks.ts.
 * @internal
 */
export let takenAt: (lock: object, by: object) => readonly string[] | undefined = nobodyAsked;

function nobodyAsked(): undefined {}

/** @internal */
export function tellTakenAt(by: typeof takenAt): void {
  takenAt = by;
}
