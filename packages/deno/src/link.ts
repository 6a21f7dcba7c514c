import type { ParentLink, WorkerEnd, WorkerLink } from '@heddle/core/internal';
import { mailbox } from './mailbox.ts';
import { uncaughtError } from './uncaught-error.ts';

/**
 * Deno says nothing when a worker ends by itself, so a worker that serves Heddle says it: this key holds the exit
 * code. What stays unseen is a thread whose own code calls `self.close()`.
 */
const END = 'heddle.end';

/** A worker, as its creator sees it. Its `Worker` keeps the program alive until it is terminated. */
export function workerLink(worker: Worker): WorkerLink {
  const messages = mailbox<unknown>();
  const ends = mailbox<WorkerEnd>();
  let ended = false;
  const end = (how: WorkerEnd): void => {
    worker.terminate();
    if (ended) return;
    ended = true;
    ends.put(how);
  };
  worker.addEventListener('message', ({ data }) => {
    const code: unknown = data?.[END];
    if (typeof code === 'number') end({ code });
    else if (!ended) messages.put(data);
  });
  // An error that nothing caught has ended the worker; unprevented, it would end this thread too. One of them is a
  // missing permission, whose message names the flag.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end({ error: uncaughtError(event) });
  });
  worker.addEventListener('messageerror', () => {
    // Going on without the message would leave somebody waiting for it.
    end({ error: new Error('a message from the worker could not be read') });
  });
  return {
    send: (message, transfer = []) => worker.postMessage(message, [...transfer] as Transferable[]),
    onMessage: messages.open,
    onEnd: ends.open,
    // Nothing tells when the worker has really stopped: one that computes or is parked may run on for a while.
    terminate() {
      worker.terminate();
      queueMicrotask(() => end({}));
    },
  };
}

/**
 * The creator, as a worker sees it. It does nothing until a message of Heddle's arrives, so it is no harm in a worker
 * that merely imports Heddle: a Deno worker lives until it is closed, whoever listens.
 */
export function parentLink(scope: Worker): ParentLink {
  const messages = mailbox<unknown>();
  let served = false;
  const tellEnd = (): void => scope.postMessage({ [END]: Deno.exitCode }, []);
  scope.addEventListener('message', ({ data }) => {
    if (!served && data?.heddle !== undefined) {
      served = true;
      globalThis.addEventListener('unload', tellEnd);
    }
    messages.put(data);
  });
  scope.addEventListener('messageerror', () => {
    throw new Error('a message from the creator could not be read');
  });
  return {
    send: (message, transfer = []) => scope.postMessage(message, [...transfer] as Transferable[]),
    onMessage: messages.open,
    // Runs the 'unload' listeners, which self.close() does not.
    close: () => Deno.exit(),
  };
}
