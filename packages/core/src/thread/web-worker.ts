import type { ParentLink, WorkerEnd, WorkerLink } from '../platform.ts';
import { platform } from '../realm.ts';
import { errorOfEvent, type ErrorEventLike } from './error-event.ts';
import { mailbox } from './mailbox.ts';

// Web Workers are a standard that browsers and Deno fulfil as they are, and Bun in part. Core knows no runtime's
// types, so this is as much of it as links are made of.

interface WorkerEvent extends ErrorEventLike {
  readonly data?: unknown;
  preventDefault(): void;
}

/** One end of the channel between a worker and its creator: the worker, or the worker's own scope. */
interface WebEndpoint {
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
  removeEventListener(type: string, listener: (event: WorkerEvent) => void): void;
  postMessage(message: unknown, transfer: unknown): void;
}

export interface WebWorker extends WebEndpoint {
  terminate(): void;
}

/** Nothing tells when a worker has ended by itself, so one that serves Heddle says it: this key holds the exit code. */
const endKey = 'heddle.end';
/** Nothing tells when a terminated worker has ended either, so it is asked to end by itself first. */
const stopKey = 'heddle.stop';
/** How long it gets for that, in milliseconds; one whose event loop has a turn, or that is parked in Heddle, took 1 … 10. */
const patience = 50;

export interface WorkerTraits {
  /** An error that nothing caught does not end it. */
  readonly outlivesErrors?: boolean;
  /**
   * Its runtime's `terminate()` stops nothing that computes or is blocked, and takes from that the turn of the event loop in
   * which it would end by itself, and say so: it comes so many milliseconds later.
   */
  readonly turns?: number;
}

/** A Web Worker, as its creator sees it. */
export function webWorkerLink(
  worker: WebWorker,
  { outlivesErrors = false, turns }: WorkerTraits = {},
): WorkerLink {
  const messages = mailbox<unknown>();
  const ends = mailbox<WorkerEnd>();
  const gone = Promise.withResolvers<void>();
  let ended = false;
  let timer: unknown;
  const told = (how: WorkerEnd): void => {
    if (ended) return;
    ended = true;
    ends.put(how);
    gone.resolve();
  };
  const end = (how: WorkerEnd): void => {
    if (timer !== undefined) platform().clearTimer(timer);
    worker.terminate();
    told(how);
  };
  const giveUp = (): void => {
    if (turns === undefined) end({ byForce: true });
    else {
      timer = platform().setTimer(() => worker.terminate(), turns);
      platform().holdTimer?.(timer, false);
      told({ byForce: true });
    }
  };
  worker.addEventListener('message', ({ data }) => {
    const code = (data as { [endKey]?: unknown } | null | undefined)?.[endKey];
    if (typeof code === 'number') end({ code });
    else if (!ended) messages.put(data);
  });
  // A browser lets a worker live on after an error that nothing caught; everywhere else it is the worker's end, so it
  // is here. On Deno, unprevented, it would end this thread too.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end({ error: errorOfEvent(event), byForce: outlivesErrors });
  });
  worker.addEventListener('messageerror', () => {
    // Going on without the message would leave somebody waiting for it.
    end({ error: new Error('a message from the worker could not be read'), byForce: true });
  });
  return {
    send: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    onMessage: messages.open,
    onEnd: ends.open,
    terminate() {
      if (!ended && timer === undefined) {
        worker.postMessage({ [stopKey]: true }, []);
        timer = platform().setTimer(giveUp, patience);
      }
      return gone.promise;
    },
  };
}

interface Ending {
  /** Ends this worker. `tellEnd` is for runtimes that do not tell it by themselves. */
  close(tellEnd: (code: number) => void): void;
  /**
   * Called when the first message of Heddle's arrives: nothing is done before, so it is no harm in a worker that merely
   * imports Heddle.
   */
  served?(tellEnd: (code: number) => void): void;
}

function refuse(): never {
  throw new Error('a message from the creator could not be read');
}

/** The creator, as a worker sees it through its own scope. */
export function webParentLink(scope: WebEndpoint, ending: Ending): ParentLink {
  const messages = mailbox<unknown>();
  const tellEnd = (code: number): void => scope.postMessage({ [endKey]: code }, []);
  let serving = false;
  const hear = ({ data }: WorkerEvent): void => {
    if ((data as { [stopKey]?: unknown } | null | undefined)?.[stopKey] === true) {
      ending.close(tellEnd);
      return;
    }
    if (!serving && (data as { heddle?: unknown } | null | undefined)?.heddle !== undefined) {
      serving = true;
      ending.served?.(tellEnd);
    }
    messages.put(data);
  };
  scope.addEventListener('message', hear);
  scope.addEventListener('messageerror', refuse);
  return {
    send: (message, transfer = []) => scope.postMessage(message, [...transfer]),
    onMessage: messages.open,
    close: () => ending.close(tellEnd),
    unref() {
      scope.removeEventListener('message', hear);
      scope.removeEventListener('messageerror', refuse);
    },
  };
}
