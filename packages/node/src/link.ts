import { mailbox, type ParentLink, type WorkerEnd, type WorkerLink } from '@heddle/core/internal';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { MessagePort, Transferable, Worker } from 'node:worker_threads';

/** What workers of this thread have printed, on its way to this thread's own streams. */
const incoming = new Set<Readable>();

/** A worker, as its creator sees it. */
export function workerLink(worker: Worker): WorkerLink {
  for (const stream of [worker.stdout, worker.stderr]) {
    incoming.add(stream);
    stream.once('close', () => incoming.delete(stream));
  }
  const messages = mailbox<unknown>();
  const ends = mailbox<WorkerEnd>();
  let uncaught: WorkerEnd = {};
  worker.on('message', messages.put);
  worker.on('error', (error: NodeJS.ErrnoException) => {
    uncaught = { error, outOfMemory: error.code === 'ERR_WORKER_OUT_OF_MEMORY' };
  });
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
    ref: () => worker.ref(),
    unref: () => worker.unref(),
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
    // What was posted still goes out, and 'exit' listeners run.
    close: () => process.exit(),
    unref: () => port.unref(),
    hearsOn: true,
  };
}

/** A creator that takes nothing for so long, or does not read what it wanted for itself (`stdout: true`), is not waited for. */
const patience = 10_000;

/** How much is still on its way, of what the workers of this thread have printed and of what this one has. */
function onItsWay(): number {
  let size = 0;
  // One that nobody reads, as with `stdout: true`, goes nowhere.
  for (const { readableLength, readableFlowing } of incoming) {
    if (readableFlowing !== null) size += readableLength;
  }
  for (const { writableLength, writableEnded } of [process.stdout, process.stderr]) {
    if (!writableEnded) size += writableLength;
  }
  return size;
}

/**
 * Settles when what this worker printed has reached its creator, which prints it: that goes another way than messages,
 * and line by line; so does what its own workers printed, through it. A creator that exits at the thread's last message would lose all but the first.
 */
export async function printed(): Promise<void> {
  let left = onItsWay();
  let since = performance.now();
  while (left > 0 && performance.now() - since < patience) {
    await setTimeout(1);
    const now = onItsWay();
    if (now === left) continue;
    left = now;
    since = performance.now();
  }
}
