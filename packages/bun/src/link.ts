import {
  mailbox,
  webParentLink,
  type ParentLink,
  type WorkerEnd,
  type WorkerLink,
} from '@heddle/core/internal';
import { uncaughtError } from './uncaught-error.ts';

/** A message with this key has a port: what comes there is heard, though it holds the worker's event loop open no longer. */
const portKey = 'heddle.port';

/** A worker, as its creator sees it. */
export function workerLink(worker: Worker): WorkerLink {
  const messages = mailbox<unknown>();
  const ends = mailbox<WorkerEnd>();
  const closed = Promise.withResolvers<void>();
  let uncaught: WorkerEnd = {};
  let port: MessagePort | undefined;
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
    port?.close();
    ends.put({ code: (event as CloseEvent).code, ...uncaught });
    closed.resolve();
  });
  return {
    send(message, transfer = []) {
      if (port === undefined) {
        const { port1, port2 } = new MessageChannel();
        port = port1;
        worker.postMessage({ [portKey]: port2 }, [port2]);
      }
      worker.postMessage(message, [...transfer] as Bun.Transferable[]);
    },
    tell: (message) => port?.postMessage(message),
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

/** The creator, as a worker sees it. Listening keeps the worker alive, but for what `tell` of its link sends. */
export function parentLink(scope: Worker): ParentLink {
  const told = mailbox<unknown>();
  const hear = ({ data }: MessageEvent): void => {
    const port = portIn(data);
    if (port === undefined) return;
    scope.removeEventListener('message', hear);
    port.addEventListener('message', (event) => told.put((event as MessageEvent).data));
    port.start();
    (port as unknown as { unref(): void }).unref();
  };
  scope.addEventListener('message', hear);
  // Bun's workers have no close(). What was posted and printed still goes out, and 'exit' listeners run.
  const link = webParentLink(scope, { close: () => process.exit() });
  return {
    ...link,
    onMessage(listener) {
      link.onMessage((message) => {
        if (portIn(message) === undefined) listener(message);
      });
      told.open(listener);
    },
  };
}

function portIn(message: unknown): MessagePort | undefined {
  return (message as { [portKey]?: MessagePort } | null | undefined)?.[portKey];
}
