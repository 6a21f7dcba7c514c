interface ProcessEvents {
  listeners(event: 'unhandledRejection'): ((reason: unknown) => void)[];
  removeAllListeners(event: 'unhandledRejection'): void;
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): void;
}

interface RejectionEvent {
  readonly reason: unknown;
  preventDefault(): void;
  stopImmediatePropagation(): void;
}

interface Host {
  process?: Partial<ProcessEvents>;
  addEventListener?(type: string, listener: (event: RejectionEvent) => void, capture: true): void;
  removeEventListener?(
    type: string,
    listener: (event: RejectionEvent) => void,
    capture: true,
  ): void;
}

/**
 * What the host reports as failed and looked at by nobody, from the call of `body` on.
 * A failure of our own comes last: once the host has reported that one, it has reported all before it.
 */
export async function unhandledIn(body: () => unknown): Promise<unknown[]> {
  const host = globalThis as unknown as Host;
  const last = new Error('the last one');
  const seen: unknown[] = [];
  const end = Promise.withResolvers<void>();
  const take = (reason: unknown): void => {
    if (reason === last) end.resolve();
    else seen.push(reason);
  };
  const stop = listen(host, take);
  try {
    await body();
    await new Promise((resolve) => setTimeout(resolve, 0));
    void Promise.reject(last);
    await end.promise;
  } finally {
    stop();
  }
  return seen;
}

/** In place of the test runner, which takes such a failure for its own. */
function listen(host: Host, take: (reason: unknown) => void): () => void {
  const events = host.process;
  const taken = (event: RejectionEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    take(event.reason);
  };
  host.addEventListener?.('unhandledrejection', taken, true);
  const others = events?.listeners?.('unhandledRejection') ?? [];
  events?.removeAllListeners?.('unhandledRejection');
  events?.on?.('unhandledRejection', take);
  return () => {
    host.removeEventListener?.('unhandledrejection', taken, true);
    events?.removeAllListeners?.('unhandledRejection');
    for (const other of others) events?.on?.('unhandledRejection', other);
  };
}
