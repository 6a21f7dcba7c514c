import { mailbox, type ParentLink, type WorkerEnd, type WorkerLink } from '@heddle/core/internal';
import type { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
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

/** A creator that has no turn for so long, or does not read what it wanted for itself (`stdout: true`), is not waited for. */
const patience = 1000;

/** One that nobody reads, as with `stdout: true`, goes nowhere. */
function isOnItsWay({ readableLength, readableFlowing }: Readable): boolean {
  return readableLength > 0 && readableFlowing !== null;
}

/**
 * Settles when what this worker printed has reached its creator, which prints it: that goes another way than messages,
 * and line by line; so does what its own workers printed, through it. A creator that exits at the thread's last message would lose all but the first.
 */
export async function printed(): Promise<void> {
  const until = performance.now() + patience;
  while ([...incoming].some(isOnItsWay) && performance.now() < until) await setImmediate();
  const streams = [process.stdout, process.stderr].filter(
    ({ writableLength, writableEnded }) => writableLength > 0 && !writableEnded,
  );
  if (streams.length === 0) return;
  const written = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      }),
  );
  await Promise.race([Promise.all(written), setTimeout(patience)]);
}
