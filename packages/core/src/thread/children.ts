// A runtime ends the workers of a worker together with it, in the middle of whatever they do. So a thread stays for
// those that it has started, as a Python program does for its threads.

let alive = 0;
let allGone: PromiseWithResolvers<void> | undefined;

export function childStarted(): void {
  alive += 1;
}

export function childGone(): void {
  alive -= 1;
  if (alive > 0) return;
  allGone?.resolve();
  allGone = undefined;
}

export function hasChildren(): boolean {
  return alive > 0;
}

/** Settles when no thread that this one has started is left. */
export function childrenGone(): Promise<void> {
  if (alive === 0) return Promise.resolve();
  allGone ??= Promise.withResolvers();
  return allGone.promise;
}
