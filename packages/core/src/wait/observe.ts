/** What an observer hears of, and whose it is. */
export type Happening =
  // Of a task: it was made, a step of it begins, it suspends (on what), it has ended, it was asked to end (why).
  | 'spawned'
  | 'resumed'
  | 'suspended'
  | 'ended'
  | 'cancelled'
  // Of a wait: it stands in line, it has settled.
  | 'waits'
  | 'settled'
  // Of a lock: it is taken, it is given back (by whom).
  | 'acquired'
  | 'released'
  // Of a queue: an item went in, one came out.
  | 'put'
  | 'got'
  // Of a thread that this one has started.
  | 'started'
  | 'died';

/** @internal */
export type Observer = (what: Happening, subject: object, detail?: unknown) => void;

/** Whoever wants to hear of all that happens in this thread. Looked at in the hot paths: while nobody wants to, that is all. */
export let observe: Observer | undefined;

let observers: readonly Observer[] = [];

/** Lets `observer` hear of everything until the returned function is called. @internal */
export function addObserver(observer: Observer): () => void {
  set([...observers, observer]);
  return () => set(observers.filter((other) => other !== observer));
}

function set(next: readonly Observer[]): void {
  observers = next;
  if (next.length <= 1) observe = next[0];
  else {
    observe = (what, subject, detail) => {
      for (const observer of next) observer(what, subject, detail);
    };
  }
}
