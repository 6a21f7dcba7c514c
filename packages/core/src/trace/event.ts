/** A task, as events name it: the number is its own in this thread. */
export interface TracedTask {
  readonly id: number;
  readonly name: string;
}

interface At {
  /** Milliseconds of the clock that the thread runs by. */
  readonly time: number;
  /** The thread's name. */
  readonly thread: string;
}

/** Of a task. `on`: what it waits for; missing where it only gave way, or awaits something that is not Heddle's. */
export type TaskEvent = At &
  (
    | { readonly type: 'task.spawned'; readonly task: TracedTask; readonly by?: TracedTask }
    | { readonly type: 'task.began' | 'task.resumed'; readonly task: TracedTask }
    | { readonly type: 'task.suspended'; readonly task: TracedTask; readonly on?: string }
    | { readonly type: 'task.cancel'; readonly task: TracedTask; readonly reason: unknown }
    | {
        readonly type: 'task.ended';
        readonly task: TracedTask;
        readonly outcome: 'done' | 'failed' | 'cancelled';
      }
  );

/** Of a wait: `wait` is its number, `task` who began it, `reason` with what it was given up. */
export type WaitEvent = At & {
  readonly wait: number;
  /** `get of queue "jobs"` */
  readonly what: string;
  readonly task?: TracedTask;
} & (
    | { readonly type: 'wait.begun' | 'wait.granted' }
    | { readonly type: 'wait.givenUp'; readonly reason: unknown }
  );

/** Of a lock; `by` is its holder. */
export type LockEvent = At & {
  readonly type: 'lock.acquired' | 'lock.released';
  readonly lock: string;
  readonly by: string;
  readonly task?: TracedTask;
};

/** Of a queue: an item went in or came out, and it holds so many now. */
export type QueueEvent = At & {
  readonly type: 'queue.put' | 'queue.got';
  readonly queue: string;
  readonly size: number;
  readonly task?: TracedTask;
};

/** Of a thread that this one has started. */
export type ThreadEvent = At &
  (
    | { readonly type: 'thread.started'; readonly started: string }
    | {
        readonly type: 'thread.ended';
        readonly started: string;
        readonly outcome: 'done' | 'failed';
      }
  );

/** Something that happened in the thread in which `trace` was called. */
export type TraceEvent = TaskEvent | WaitEvent | LockEvent | QueueEvent | ThreadEvent;

/** Gets the events. */
export interface TraceSink {
  write(event: TraceEvent): void;
}
