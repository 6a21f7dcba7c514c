const listeners: (() => void)[] = [];

export function onExit(listener: () => void): void {
  if (listeners.length === 0) listen();
  listeners.push(listener);
}

/** This worker ends, with the code that runs now or right after it. */
export function exiting(): void {
  for (const listener of listeners.splice(0)) listener();
}

function listen(): void {
  // process.exit() and Deno.exit() bring it.
  globalThis.addEventListener('unload', exiting);
  globalThis.addEventListener('error', (event) => holdUp(event, () => event.error));
  globalThis.addEventListener('unhandledrejection', (event) => holdUp(event, () => event.reason));
}

/**
 * Nothing is called any more once Deno has told all listeners of an error and none has prevented it. So this one, which
 * came first, prevents it, sees whether another one does, and throws it again if none has.
 */
function holdUp(event: Event, error: () => unknown): void {
  if (listeners.length === 0) return; // this is the second time
  event.preventDefault();
  let isTaken = false;
  Object.defineProperty(event, 'preventDefault', { value: () => void (isTaken = true) });
  queueMicrotask(() => {
    if (isTaken) return;
    exiting();
    throw error();
  });
}
