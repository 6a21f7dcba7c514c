import type { TracedTask, TraceEvent, TraceSink } from './event.ts';

/** One event of the Trace Event Format, as far as Heddle writes them. Times are in microseconds. */
export interface FormatEvent {
  readonly name: string;
  readonly cat?: string;
  /** M: a name; X: a slice; b, e: a slice that may overlap others; i: a moment; s, f: the two ends of an arrow. */
  readonly ph: 'M' | 'X' | 'b' | 'e' | 'i' | 's' | 'f';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  /** Of a moment: its thread's. */
  readonly s?: 't';
  /** An arrow ends at the slice that encloses the moment. */
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A whole file of the format. */
export interface TraceFile {
  readonly traceEvents: readonly FormatEvent[];
  readonly displayTimeUnit: 'ms';
}

interface Open {
  readonly start: number;
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
}

/**
 * Writes events as the Trace Event Format: a process for each thread, a row for each task with a slice for each time that
 * it runs, a slice for each wait, a moment for each lock and queue, and an arrow from the task that spawns to the first
 * step of the one that it has spawned. Numbers are unique in the whole file, as its readers expect of threads.
 */
export class TraceEventFormat implements TraceSink {
  readonly #events: FormatEvent[] = [];
  readonly #pids = new Map<string, number>();
  readonly #tids = new Map<string, number>();
  /** The rows of tasks that run, and the waits that have not ended. */
  readonly #running = new Map<number, Open>();
  readonly #waiting = new Map<string, FormatEvent>();
  #waits = 0;
  /** Those that lead to a task which has not begun. */
  readonly #arrows = new Set<number>();
  #last = 0;

  write(event: TraceEvent): void {
    const ts = (this.#last = event.time * 1000);
    const pid = this.#pid(event.thread);
    switch (event.type) {
      case 'task.spawned':
        this.#arrow('s', pid, this.#row(pid, event.by), ts, event.task);
        return;
      case 'task.began':
      case 'task.resumed':
        if (event.type === 'task.began') {
          this.#arrow('f', pid, this.#row(pid, event.task), ts, event.task);
        }
        this.#run(pid, ts, event.task);
        return;
      case 'task.suspended':
        this.#stop(
          pid,
          ts,
          event.task,
          event.on === undefined ? undefined : { waitsFor: event.on },
        );
        return;
      case 'task.ended':
        this.#stop(pid, ts, event.task, { outcome: event.outcome });
        return;
      case 'wait.begun':
      case 'wait.granted':
      case 'wait.givenUp':
        this.#wait(pid, ts, event);
        return;
      default:
        this.#moment(pid, ts, event);
    }
  }

  #pid(thread: string): number {
    let pid = this.#pids.get(thread);
    if (pid === undefined) {
      this.#pids.set(thread, (pid = this.#pids.size + 1));
      this.#name('process_name', pid, 0, thread);
    }
    return pid;
  }

  /** The row of a task, or of what belongs to none; it gets its name with its first event. */
  #row(pid: number, task: TracedTask | undefined): number {
    const row = `${pid}/${task?.id ?? 'none'}`;
    let tid = this.#tids.get(row);
    if (tid === undefined) {
      this.#tids.set(row, (tid = this.#tids.size + 1));
      this.#name('thread_name', pid, tid, task?.name ?? 'outside of all tasks');
    }
    return tid;
  }

  #name(what: 'process_name' | 'thread_name', pid: number, tid: number, name: string): void {
    this.#events.push({ name: what, ph: 'M', pid, tid, ts: 0, args: { name } });
  }

  /** From and to a slice: whoever spawns outside of all tasks has none. */
  #arrow(ph: 's' | 'f', pid: number, tid: number, ts: number, task: TracedTask): void {
    const id = this.#row(pid, task);
    if (ph === 's' ? !this.#running.has(tid) : !this.#arrows.delete(id)) return;
    if (ph === 's') this.#arrows.add(id);
    const end = ph === 'f' ? { bp: 'e' as const } : {};
    this.#events.push({ name: `spawn ${task.name}`, cat: 'spawn', ph, pid, tid, ts, id, ...end });
  }

  #run(pid: number, start: number, task: TracedTask): void {
    const tid = this.#row(pid, task);
    if (!this.#running.has(tid)) this.#running.set(tid, { start, pid, tid, name: task.name });
  }

  #stop(pid: number, ts: number, task: TracedTask, args?: Record<string, unknown>): void {
    const tid = this.#row(pid, task);
    const open = this.#running.get(tid);
    if (open === undefined) return;
    this.#running.delete(tid);
    this.#events.push(slice(open, ts, args));
  }

  #wait(pid: number, ts: number, event: Extract<TraceEvent, { wait: number }>): void {
    const key = `${pid}/${event.wait}`;
    if (event.type === 'wait.begun') {
      const tid = this.#row(pid, event.task);
      const id = ++this.#waits;
      const begin: FormatEvent = { name: event.what, cat: 'wait', ph: 'b', pid, tid, ts, id };
      this.#waiting.set(key, begin);
      this.#events.push(begin);
      return;
    }
    const begin = this.#waiting.get(key);
    if (begin === undefined) return; // it began before the trace did
    this.#waiting.delete(key);
    const args = event.type === 'wait.givenUp' ? { args: { givenUp: String(event.reason) } } : {};
    this.#events.push({ ...begin, ph: 'e', ts, ...args });
  }

  #moment(pid: number, ts: number, event: TraceEvent): void {
    const { type, time: _, thread: __, ...rest } = event;
    const task = 'task' in event ? event.task : undefined;
    const args = Object.fromEntries(
      Object.entries(rest)
        .filter(([key]) => key !== 'task')
        .map(([key, value]) => [key, typeof value === 'number' ? value : String(value)]),
    );
    const [cat = type] = type.split('.');
    this.#events.push({
      name: type,
      cat,
      ph: 'i',
      s: 't',
      pid,
      tid: this.#row(pid, task),
      ts,
      args,
    });
  }

  /** What was written so far; what still runs or waits ends with the last event. */
  toJSON(): TraceFile {
    const open = Array.from(this.#running.values(), (running) => slice(running, this.#last));
    const waiting = Array.from(this.#waiting.values(), (begin): FormatEvent => ({
      ...begin,
      ph: 'e',
      ts: this.#last,
    }));
    return { traceEvents: [...this.#events, ...open, ...waiting], displayTimeUnit: 'ms' };
  }

  /** The same as the text of a file. */
  toString(): string {
    return JSON.stringify(this);
  }
}

function slice(
  { start, pid, tid, name }: Open,
  end: number,
  args?: Record<string, unknown>,
): FormatEvent {
  const dur = end - start;
  return { name, cat: 'task', ph: 'X', pid, tid, ts: start, dur, ...(args && { args }) };
}

/**
 * A sink that writes the Trace Event Format, which ui.perfetto.dev and chrome://tracing open.
 * @example const sink = traceEventFormat(); const stop = trace(sink); await program(); stop(); await writeFile('trace.json', String(sink));
 */
export function traceEventFormat(): TraceEventFormat {
  return new TraceEventFormat();
}
