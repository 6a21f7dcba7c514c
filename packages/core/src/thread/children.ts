import type { WorkerLink } from '../platform.ts';

// A runtime ends the workers of a worker together with it, in the middle of whatever they do. So a thread stays for
// those that it has started, as a Python program does for its threads.

/** A thread that this one has started. */
export interface Child {
  readonly link: WorkerLink;
  /** This thread, and with it the program, stays for it. Whoever changes that calls `childChanged`. */
  readonly holds: boolean;
}

const alive: Set<Child> = /* @__PURE__ */ new Set();
let allGone: PromiseWithResolvers<void> | undefined;

export function childStarted(child: Child): void {
  alive.add(child);
}

export function childGone(child: Child): void {
  alive.delete(child);
  childChanged();
}

/** A child may hold this thread no longer. */
export function childChanged(): void {
  if (allGone === undefined || hasChildren()) return;
  allGone.resolve();
  allGone = undefined;
}

/** Is there a thread that this one has started and stays for? */
export function hasChildren(): boolean {
  for (const { holds } of alive) if (holds) return true;
  return false;
}

/** Settles when no thread is left that this one has started and stays for. */
export function childrenGone(): Promise<void> {
  if (!hasChildren()) return Promise.resolve();
  allGone ??= Promise.withResolvers();
  return allGone.promise;
}

/** This thread exits, and takes them with it. */
export function endChildren(): void {
  for (const { link } of alive) void link.terminate();
}
