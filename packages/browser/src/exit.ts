const listeners: (() => void)[] = [];

export function onExit(listener: () => void): void {
  listeners.push(listener);
}

/** This worker ends, with the code that runs now or right after it. */
export function exiting(): void {
  for (const listener of listeners.splice(0)) listener();
}
