import type { SharedArray } from 'heddle';
import type { Actor } from './actor.ts';

/** How many have arrived, how often all have met, and whether that was the last time. */
export type Meeting = SharedArray<'i32'>;

/**
 * All of a crew meet here, by bare atomics: whoever is not woken from what it waits for keeps all others here, and nothing
 * that they do can wake it late.
 * @returns Whether it goes on.
 */
export function meetBlocking(actor: Actor, meeting: Meeting, parties: number): boolean {
  const before = arrive(actor, meeting, parties);
  const view = meeting.view as Int32Array<SharedArrayBuffer>;
  while (Atomics.load(view, 1) === before) Atomics.wait(view, 1, before);
  return goesOn(meeting);
}

/** The same in an event loop. */
export async function meetAwaiting(
  actor: Actor,
  meeting: Meeting,
  parties: number,
): Promise<boolean> {
  const before = arrive(actor, meeting, parties);
  // Looked at again and again: a pending waitAsync would not keep every runtime's event loop alive.
  while (meeting.get(1) === before) await new Promise((resolve) => setTimeout(resolve, 1));
  return goesOn(meeting);
}

/** @returns How often all have met before. */
function arrive(actor: Actor, meeting: Meeting, parties: number): number {
  actor.does('meets the others');
  const before = meeting.get(1);
  if (meeting.add(0, 1) + 1 === parties) {
    meeting.set(0, 0);
    if (actor.over) meeting.set(2, 1);
    meeting.add(1, 1);
    const { view } = meeting;
    if (view.buffer instanceof SharedArrayBuffer) Atomics.notify(view, 1);
  }
  return before;
}

function goesOn(meeting: Meeting): boolean {
  return meeting.get(2) === 0;
}
