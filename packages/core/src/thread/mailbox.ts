/** Keeps what arrives before anyone listens, in order. */
export interface Mailbox<T> {
  put(item: T): void;
  open(listener: (item: T) => void): void;
}

export function mailbox<T>(): Mailbox<T> {
  const early: T[] = [];
  let deliver = (item: T): void => void early.push(item);
  return {
    put: (item) => deliver(item),
    open(listener) {
      deliver = listener;
      for (const item of early.splice(0)) listener(item);
    },
  };
}
