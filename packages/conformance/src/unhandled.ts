/** Failures that the runtime would report because nobody looked at them. */
export interface UnhandledFailures {
  /** The next one. */
  next(): Promise<unknown>;
  /** How many came so far. */
  readonly count: number;
  stop(): void;
}

interface ProcessEvents {
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): void;
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): void;
}

/** Takes unhandled rejections in place of the runtime, until `stop`. */
export function watchUnhandled(): UnhandledFailures {
  const seen: unknown[] = [];
  let waiting: ((reason: unknown) => void) | undefined;
  const take = (reason: unknown) => {
    seen.push(reason);
    waiting?.(reason);
  };
  const fromEvent = (event: Event) => {
    event.preventDefault();
    take((event as PromiseRejectionEvent).reason);
  };
  const { process } = globalThis as unknown as { process?: Partial<ProcessEvents> };
  const events = process?.on && process.off ? (process as ProcessEvents) : undefined;
  if (events) events.on('unhandledRejection', take);
  else globalThis.addEventListener('unhandledrejection', fromEvent);
  return {
    next: () =>
      seen.length > 0 ? Promise.resolve(seen[0]) : new Promise((resolve) => (waiting = resolve)),
    get count() {
      return seen.length;
    },
    stop() {
      if (events) events.off('unhandledRejection', take);
      else globalThis.removeEventListener('unhandledrejection', fromEvent);
    },
  };
}
