import { Event, tasks, type Coroutine } from 'heddle';

// A bundled worker that is entered here knows these, too.
export { pooling } from './pooling.ts';

/** What was noted in this thread. */
const notes: string[] = [];

function heard(port: MessagePort): Promise<string> {
  return new Promise((resolve) => {
    port.addEventListener('message', ({ data }: MessageEvent<string>) => {
      port.close();
      resolve(data);
    });
    port.start();
  });
}

/** Work for threads that share no memory with their creator: what they say to it goes through a port. */
export const posting = tasks('posting', import.meta.url, {
  add(a: number, b: number): number {
    return a + b;
  },

  /** Waits in its event loop until it is told. */
  async meet(port: MessagePort, text: string): Promise<string> {
    port.postMessage(text);
    return heard(port);
  },

  /** Waits without end, and says what it does as it is cancelled. */
  *waitForEver(port: MessagePort): Coroutine<void> {
    try {
      port.postMessage('there');
      yield* new Event().wait({ timeout: 60_000 });
    } finally {
      port.postMessage('cleaned up');
      port.close();
    }
  },

  /** Waits for what never comes, and cannot be cancelled. */
  async never(port: MessagePort): Promise<void> {
    port.postMessage('there');
    await new Promise(() => {});
  },

  /** Ends its thread once it is told. */
  async exit(port: MessagePort): Promise<void> {
    port.postMessage('there');
    await heard(port);
    if (typeof process === 'object') process.exit(3);
    else (globalThis as unknown as { close(): void }).close();
    await new Promise(() => {});
  },

  note(text: string): string[] {
    notes.push(text);
    return [...notes];
  },
});
