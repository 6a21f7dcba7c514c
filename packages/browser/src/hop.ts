let channel: MessageChannel | undefined;
const callbacks: (() => void)[] = [];

/** A message to oneself is the cheapest macrotask of a browser. The channel is made at its first use. */
export function hop(callback: () => void): void {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.addEventListener('message', () => callbacks.shift()?.());
    channel.port1.start();
  }
  callbacks.push(callback);
  channel.port2.postMessage(undefined);
}
