import type { WorkerLink } from '../platform.ts';

// A runtime ends the workers of a worker together with it, in the middle of whatever they do. So a thread stays for
// those that it has started, as a Python program does for its threads.

const alive: Set<WorkerLink> = /* @__PURE__ */ new Set();
let allGone: PromiseWithResolvers<void> | undefined;

export function childStarted(link: WorkerLink): void {
  alive.add(link);
}

export function childGone(link: WorkerLink): void {
  alive.delete(link);
  if (alive.size > 0) return;
  allGone?.resolve();
  allGone = undefined;
}

export function hasChildren(): boolean {
  return alive.size > 0;
}

/** Settles when no thread that this one has started is left. */
export function childrenGone(): Promise<void> {
  if (alive.size === 0) return Promise.resolve();
  allGone ??= Promise.withResolvers();
  return allGone.promise;
}

/** This thread exits, and takes them with it. */
export function endChildren(): void {
  for (const link of alive) void link.terminate();
}
