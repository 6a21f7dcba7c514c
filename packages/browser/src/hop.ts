let channel: MessageChannel | undefined;
/** Those whose first message is under way, and those whose second is. */
const arriving: (() => void)[] = [];
const passing: (() => void)[] = [];

/**
 * A message to oneself is the cheapest macrotask of a browser; it takes two. Chromium looks for timers that have fallen due
 * only when it looks for the next task, and puts them behind a message that was sent before: the second one is sent after.
 * The channel is made at its first use.
 */
export function hop(callback: () => void): void {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.addEventListener('message', arrive);
    channel.port1.start();
  }
  arriving.push(callback);
  channel.port2.postMessage(undefined);
}

function arrive(): void {
  const passed = passing.shift();
  if (passed !== undefined) {
    passed();
    return;
  }
  passing.push(arriving.shift()!);
  channel!.port2.postMessage(undefined);
}
