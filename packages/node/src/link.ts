import type { ParentLink, WorkerEnd, WorkerLink } from '@heddle/core/internal';
import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { mailbox } from './mailbox.ts';

/** A worker, as its creator sees it. */
export function workerLink(worker: Worker): WorkerLink {
  const messages = mailbox<unknown>();
  const ends = mailbox<WorkerEnd>();
  let uncaught: WorkerEnd = {};
  worker.on('message', messages.put);
  worker.on('error', (error) => (uncaught = { error }));
  worker.on('messageerror', (cause) => {
    // Going on without the message would leave somebody waiting for it.
    uncaught = { error: new Error('a message from the worker could not be read', { cause }) };
    void worker.terminate();
  });
  // 'exit' follows 'error', and comes after the last message.
  worker.on('exit', (code) => ends.put({ code, ...uncaught }));
  return {
    send: (message, transfer) => worker.postMessage(message, transfer as Transferable[]),
    onMessage: messages.open,
    onEnd: ends.open,
    async terminate() {
      await worker.terminate();
    },
  };
}

/** The creator, as a worker sees it. The port keeps early messages by itself; listening keeps the worker alive. */
export function parentLink(port: MessagePort): ParentLink {
  return {
    send: (message, transfer) => port.postMessage(message, transfer as Transferable[]),
    onMessage(listener) {
      port.on('message', listener);
      port.on('messageerror', (cause) => {
        throw new Error('a message from the creator could not be read', { cause });
      });
    },
    // What was posted and printed still goes out, and 'exit' listeners run.
    close: () => process.exit(),
  };
}
