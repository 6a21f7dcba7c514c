import { Task } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { show } from '../show.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { addObserver, type Happening } from '../wait/observe.ts';
import type { Waitable } from '../wait/wait.ts';
import type { TracedTask, TraceEvent, TraceSink } from './event.ts';

/** Ends a trace; `using stop = trace(sink)` does so at the end of the block. */
export interface StopTrace {
  (): void;
  [Symbol.dispose](): void;
}

/** An event without what all have. */
type Body<E> = E extends TraceEvent ? Omit<E, 'time' | 'thread'> : never;

/**
 * Gives every event of this thread's tasks, waits, locks, queues and threads to `sink`, in order, until the returned
 * function is called. Several traces may go on at the same time; while there is none, nothing is spent.
 * What a sink throws ends its trace and is reported as an uncaught error; what a sink does is not traced.
 * @example const sink = traceEventFormat(); const stop = trace(sink); await program(); stop();
 * @throws InvalidArgumentError for what is neither a function nor has a `write`.
 * Python: sys.settrace, asyncio's debug log.
 */
export function trace(sink: TraceSink | ((event: TraceEvent) => void)): StopTrace {
  const write = typeof sink === 'function' ? sink : writeOf(sink);
  const tracing = new Tracing(write);
  return Object.assign(() => tracing.stop(), { [Symbol.dispose]: () => tracing.stop() });
}

function writeOf(sink: TraceSink): (event: TraceEvent) => void {
  if (typeof sink?.write !== 'function') {
    throw new InvalidArgumentError(
      `trace: needs a function, or a sink with a write method, got ${show(sink)}`,
    );
  }
  return (event) => sink.write(event);
}

/** Numbers last as long as what they stand for, so that traces of one program agree. */
const taskIds = new WeakMap<object, number>();
const waitIds = new WeakMap<object, number>();
let tasks = 0;
let waits = 0;

function traced(task: Task<unknown>): TracedTask {
  let id = taskIds.get(task);
  if (id === undefined) taskIds.set(task, (id = ++tasks));
  return { id, name: task.name };
}

class Tracing {
  readonly #write: (event: TraceEvent) => void;
  readonly #remove: () => void;
  readonly #began = new WeakSet<object>();
  #writing = false;
  #stopped = false;

  constructor(write: (event: TraceEvent) => void) {
    this.#write = write;
    this.#remove = addObserver((what, subject, detail) => this.#observed(what, subject, detail));
  }

  stop(): void {
    this.#stopped = true;
    this.#remove();
  }

  #observed(what: Happening, subject: object, detail: unknown): void {
    if (this.#writing || this.#stopped) return;
    this.#writing = true;
    try {
      const body = this.#event(what, subject, detail);
      const event = { time: platform().now(), thread: thisThread.name, ...body };
      this.#write(event as TraceEvent);
    } catch (error) {
      this.stop();
      platform().hop(() => {
        throw error;
      });
    } finally {
      this.#writing = false;
    }
  }

  #event(what: Happening, subject: object, detail: unknown): Body<TraceEvent> {
    switch (what) {
      case 'spawned':
      case 'resumed':
      case 'suspended':
      case 'cancelled':
      case 'ended':
        return this.#ofTask(what, subject as Task<unknown>, detail);
      case 'waits':
      case 'settled':
        return ofWait(subject as Pending<unknown>);
      case 'acquired':
      case 'released': {
        const type = what === 'acquired' ? 'lock.acquired' : 'lock.released';
        const holder = detail as Holder;
        return {
          type,
          lock: (subject as Waitable).describe(),
          by: holder.describe(),
          ...ownerOf(holder),
        };
      }
      case 'put':
      case 'got': {
        const queue = subject as Waitable & { readonly size: number };
        const type = what === 'put' ? 'queue.put' : 'queue.got';
        return { type, queue: queue.describe(), size: queue.size, ...ownerOf(currentHolder()) };
      }
      case 'started':
        return { type: 'thread.started', started: (subject as { name: string }).name };
      case 'died':
        return {
          type: 'thread.ended',
          started: (subject as { name: string }).name,
          outcome: detail === true ? 'done' : 'failed',
        };
    }
  }

  #ofTask(
    what: 'spawned' | 'resumed' | 'suspended' | 'cancelled' | 'ended',
    subject: Task<unknown>,
    detail: unknown,
  ): Body<TraceEvent> {
    const task = traced(subject);
    switch (what) {
      case 'spawned': {
        const by = subject._spawner;
        return { type: 'task.spawned', task, ...(by !== undefined && { by: traced(by) }) };
      }
      case 'resumed': {
        const first = !this.#began.has(subject);
        this.#began.add(subject);
        return { type: first ? 'task.began' : 'task.resumed', task };
      }
      case 'suspended': {
        const on = (detail as Operation<unknown> | undefined)?._describe();
        return { type: 'task.suspended', task, ...(on !== undefined && { on }) };
      }
      case 'cancelled':
        return { type: 'task.cancel', task, reason: detail };
      case 'ended': {
        const { state } = subject;
        const outcome = state === 'failed' || state === 'cancelled' ? state : 'done';
        return { type: 'task.ended', task, outcome };
      }
    }
  }
}

function ownerOf(holder: Holder | undefined): { task?: TracedTask } {
  return holder instanceof Task ? { task: traced(holder) } : {};
}

function ofWait(wait: Pending<unknown>): Body<TraceEvent> {
  let id = waitIds.get(wait);
  if (id === undefined) waitIds.set(wait, (id = ++waits));
  const about = { wait: id, what: wait._describe(), ...ownerOf(wait.owner) };
  if (!wait._settled) return { type: 'wait.begun', ...about };
  return wait._state === 1
    ? { type: 'wait.granted', ...about }
    : { type: 'wait.givenUp', ...about, reason: wait._value };
}
