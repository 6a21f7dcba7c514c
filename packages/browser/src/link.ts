import type { ParentLink, WorkerEnd, WorkerLink } from '@heddle/core/internal';
import { mailbox } from './mailbox.ts';
import { uncaughtError } from './uncaught-error.ts';

/** A worker, as its creator sees it. */
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
  worker.addEventListener('message', ({ data }) => messages.put(data));
  // A browser lets a worker live on after an error that nothing caught. Everywhere else it is the worker's end, so it
  // is here.
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
    // A browser tells of no end, so this is it.
    terminate() {
      worker.terminate();
      queueMicrotask(() => end({}));
    },
  };
}

/**
 * The creator, as a worker sees it. It does nothing until a message of Heddle's arrives, so it is no harm in a worker
 * that merely imports Heddle: a worker lives until it is closed, whoever listens. (`Window` has all that is used here;
 * TypeScript knows the globals of pages or of workers, not both.)
 */
export function parentLink(scope: Window & typeof globalThis): ParentLink {
  const messages = mailbox<unknown>();
  let served = false;
  scope.addEventListener('message', ({ data }) => {
    if (!served && data?.heddle !== undefined) {
      served = true;
      // The creator hears of uncaught errors only. Everywhere else an unhandled rejection is one.
      scope.addEventListener('unhandledrejection', (event) => {
        event.preventDefault();
        scope.reportError(event.reason);
      });
    }
    messages.put(data);
  });
  scope.addEventListener('messageerror', () => {
    throw new Error('a message from the creator could not be read');
  });
  return {
    send: (message, transfer = []) =>
      scope.postMessage(message, { transfer: [...transfer] as Transferable[] }),
    onMessage: messages.open,
    close: () => scope.close(),
  };
}
