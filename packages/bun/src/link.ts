import {
  mailbox,
  webParentLink,
  type ParentLink,
  type WorkerEnd,
  type WorkerLink,
} from '@heddle/core/internal';
import { uncaughtError } from './uncaught-error.ts';

/** A worker, as its creator sees it. */
export function workerLink(worker: Worker): WorkerLink {
  const messages = mailbox<unknown>();
  const ends = mailbox<WorkerEnd>();
  const closed = Promise.withResolvers<void>();
  let uncaught: WorkerEnd = {};
  worker.addEventListener('message', (event) => messages.put(event.data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    uncaught = { error: uncaughtError(event.message) };
  });
  worker.addEventListener('messageerror', () => {
    // Going on without the message would leave somebody waiting for it.
    uncaught = { error: new Error('a message from the worker could not be read') };
    worker.terminate();
  });
  // 'close' follows 'error', comes after the last message, and comes for a terminated worker too.
  worker.addEventListener('close', (event) => {
    ends.put({ code: (event as CloseEvent).code, ...uncaught });
    closed.resolve();
  });
  return {
    send: (message, transfer = []) =>
      worker.postMessage(message, [...transfer] as Bun.Transferable[]),
    onMessage: messages.open,
    onEnd: ends.open,
    terminate() {
      worker.terminate();
      return closed.promise;
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  };
}

/** The creator, as a worker sees it. Listening keeps the worker alive. */
export function parentLink(scope: Worker): ParentLink {
  // Bun's workers have no close(). What was posted and printed still goes out, and 'exit' listeners run.
  return webParentLink(scope, { close: () => process.exit() });
}
