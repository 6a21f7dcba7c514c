import type { WorkerLink } from '../platform.ts';

// A runtime ends the workers of a worker together with it, in the middle of whatever they do. So a thread stays for
// those that it has started, as a Python program does for its threads.

/** A thread that this one has started. */
export interface Child {
  readonly link: Pick<WorkerLink, 'terminate'>;
  /** The program stays for it. Whoever changes that calls `childChanged`. */
  readonly holds: boolean;
}

const alive: Set<Child> = /* @__PURE__ */ new Set();
let changed: PromiseWithResolvers<void> | undefined;
let tell: (() => void) | undefined;

export function childStarted(child: Child): void {
  alive.add(child);
  childChanged();
}

export function childGone(child: Child): void {
  alive.delete(child);
  childChanged();
}

/** A child is there, is gone, or holds the program where it did not, or no longer. */
export function childChanged(): void {
  tell?.();
  changed?.resolve();
  changed = undefined;
}

/** Is told whenever `hasChildren` may have changed. */
export function watchChildren(listener: () => void): void {
  tell = listener;
}

/** Is there a thread that this one has started and the program stays for? `any`: or another one. */
export function hasChildren(any: boolean = false): boolean {
  for (const { holds } of alive) if (any || holds) return true;
  return false;
}

/** Settles when there is none, as `hasChildren` has it. */
export async function childrenGone(any: boolean = false): Promise<void> {
  while (hasChildren(any)) {
    changed ??= Promise.withResolvers();
    await changed.promise;
  }
}

/** This thread exits, and takes them with it. */
export function endChildren(): void {
  for (const { link } of alive) void link.terminate();
}
