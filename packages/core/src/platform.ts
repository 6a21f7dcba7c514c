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
  /** Whether a timer keeps the program alive: it does until it is told that it does not. */
  holdTimer?(timer: unknown, holds: boolean): void;
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
  /** Tells when nothing is left to do in this thread. It then takes a `keepAlive` for what other threads may bring. */
  readonly idle?: IdleAbility;
  /**
   * Calls back in the last moment in which code of this worker runs, before its creator can hear of its end: it exits,
   * closes itself, or an error of it is taken by nobody. Not when it is ended from without, or is out of memory.
   */
  onExit?(listener: () => void): void;
}

/**
 * `sharedMemory`: memory can be shared with another thread. `blocking`: this thread may block. `idle`: it is known when
 * nothing is left to do. `streams`: there are web streams. `memoryLimit`: a thread can be given so much memory and no more.
 * `processes`: other processes can be started.
 */
export type Ability =
  | 'threads'
  | 'sharedMemory'
  | 'blocking'
  | 'asyncContext'
  | 'idle'
  | 'streams'
  | 'memoryLimit'
  | 'processes';

export interface ThreadAbility {
  /** Starts a worker on the adapter's own thread entry; `letsGo`: one that has `unref`, if the runtime has such. */
  start(options: {
    name: string;
    letsGo: boolean;
    /** Megabytes; only where `missing.memoryLimit` is not set. */
    memoryLimit?: number | undefined;
  }): WorkerLink;
  /** Builds a worker by the user's factory and makes a link of it; throws TypeError if it is none. */
  wrap(create: () => unknown): WorkerLink;
  /**
   * Milliseconds for which a worker may run on that was ended by force, or whose creator has ended. Not set where it is gone
   * when the runtime tells so.
   */
  readonly runsOn?: number;
  /** Until a worker has begun, it may need the event loop of its creator. */
  readonly needsCreator?: boolean;
  /** What a worker prints comes by way of this thread's event loop, so it may come after what it does in shared memory. */
  readonly printsByCreator?: boolean;
}

/** One worker, as its creator sees it. */
export interface WorkerLink {
  send(message: unknown, transfer?: readonly unknown[]): void;
  /** As `send`, where a worker that listens no more (`ParentLink.unref`) hears only what comes this way. */
  tell?(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the runtime tells of the end, or of an error that nothing in the worker caught. */
  onEnd(listener: (end: WorkerEnd) => void): void;
  /** Ends it by force; `onEnd` tells when it is gone, or, where nothing tells that, when all has been done to end it. */
  terminate(): void | Promise<void>;
  /** Whether the worker holds its creator's program open. It does until `unref`, which only a platform with `idle` has. */
  ref?(): void;
  unref?(): void;
}

export interface WorkerEnd {
  /** The exit code, where the runtime tells it. */
  code?: number;
  error?: unknown;
  /** It needed more than it may have. */
  outOfMemory?: boolean;
  /** It has not said that it has ended, and may run on: see `runsOn`. */
  byForce?: boolean;
}

/** The creator, as one of its workers sees it. */
export interface ParentLink {
  send(message: unknown, transfer?: readonly unknown[]): void;
  /** What was sent goes out now; absent where it does so at once. */
  flush?(): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Ends this worker. */
  close(): void;
  /** Listening is to hold this worker open no longer. Nothing more is heard then, unless `hearsOn`. */
  unref?(): void;
  readonly hearsOn?: boolean;
}

export interface AsyncContextAbility {
  get(): unknown;
  run<T>(value: unknown, fn: () => T): T;
}

export interface KeepAlive {
  ref(): void;
  unref(): void;
}

export interface IdleAbility {
  /**
   * Calls back each time that the event loop has nothing left, neither timers nor I/O nor messages that could come; what
   * the listener sets up revives it.
   */
  onEmpty(listener: () => void): void;
  /**
   * Calls back when the program's top level waits for something that nothing can bring any more. True: the listener has
   * said why, so a runtime that would neither end nor say anything is to be ended.
   */
  onUnsettled(listener: () => boolean): void;
  /** True: that nobody took an error of the last turn is told only in the turn after `onEmpty`, and only if there is one. */
  readonly tellsErrorsLate?: boolean;
  /** Writes to standard error before it returns. */
  print(text: string): void;
  /** Ends the program, in a worker the worker, with this code unless it has set one. */
  exit(code: number): void;
}
