/**
 * The contract between core and a runtime. An adapter fulfils it (`satisfies Platform`), installs it once on
 * import, and core reaches the runtime through nothing else.
 */
export interface Platform {
  /** What the runtime calls itself: `node`, `bun`, `deno`, `browser`. */
  readonly name: string;
  readonly version: string;
  /** Is this the runtime's first thread (a page, the process' main thread)? */
  readonly isMainThread: boolean;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls back after the host had its turn (timers, I/O, a frame): the cheapest macrotask there is. */
  hop(callback: () => void): void;
  /** Calls back once after `ms`; what it returns goes to `clearTimer`. The timer keeps the program alive. */
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** What this realm lacks, and how to get it: an ability's name to a sentence. Errors quote it. */
  readonly missing: Partial<Record<Ability, string>>;

  /** Threads can be started from here. */
  readonly threads?: ThreadAbility;
  /** The thread that started this one, where this realm is a worker. */
  readonly parent?: ParentLink;
  /** A value that follows an async function through its awaits. */
  readonly asyncContext?: AsyncContextAbility;
  /** Holds the program open while a wait in shared memory is pending. */
  readonly keepAlive?: KeepAlive;
}

/** `sharedMemory`: memory can be shared with another thread. `blocking`: this thread may block. */
export type Ability = 'threads' | 'sharedMemory' | 'blocking' | 'asyncContext';

export interface ThreadAbility {
  /** Starts a worker on the adapter's own thread entry. */
  start(options: { name: string }): WorkerLink;
  /** Builds a worker by the user's factory and makes a link of it; throws TypeError if it is none. */
  wrap(create: () => unknown): WorkerLink;
}

/** One worker, as its creator sees it. */
export interface WorkerLink {
  send(message: unknown, transfer?: readonly unknown[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the runtime tells of the end, or of an error that nothing in the worker caught. */
  onEnd(listener: (end: WorkerEnd) => void): void;
  terminate(): void | Promise<void>;
}

export interface WorkerEnd {
  /** The exit code, where the runtime tells it. */
  code?: number;
  error?: unknown;
}

/** The creator, as one of its workers sees it. */
export interface ParentLink {
  send(message: unknown, transfer?: readonly unknown[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Ends this worker. */
  close(): void;
}

export interface AsyncContextAbility {
  get(): unknown;
  run<T>(value: unknown, fn: () => T): T;
}

export interface KeepAlive {
  ref(): void;
  unref(): void;
}
