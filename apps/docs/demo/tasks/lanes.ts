/** How a task ended. */
export type Ending = 'done' | 'failed' | 'cancelled';

/** A stretch of a task's life in which it does one thing; the last one of a lane may still be going on. */
export interface Stretch {
  /** `active`: it runs, or is ready, and changes between the two too fast for the eye. */
  readonly phase: 'active' | 'ready' | 'waiting';
  readonly start: number;
  end: number | undefined;
  /** For how many milliseconds of an active one it ran. */
  busy: number;
  /** What it waits for. */
  readonly on: string | undefined;
  /** It was asked to end before. */
  readonly cancelled: boolean;
}

/** A stretch of time in which a task holds a lock. */
interface Hold {
  readonly lock: string;
  readonly start: number;
  end: number | undefined;
}

/** One task over time. */
export interface Lane {
  readonly id: number;
  readonly name: string;
  readonly spawned: number;
  readonly stretches: Stretch[];
  /** The locks that it held and holds. */
  readonly holds: Hold[];
  /** When it was asked to end. */
  cancelled: number | undefined;
  ended: { readonly at: number; readonly how: Ending } | undefined;
}

/** Shorter pauses between two steps are not told apart. */
const blur = 6;

/** What tasks do over time, one lane for each; what has left the picture is forgotten. */
export class Lanes {
  readonly all: Map<number, Lane> = new Map();
  /** Since when the one that runs does so. */
  #running: { readonly id: number; readonly since: number } | undefined;

  spawned(id: number, name: string, at: number): void {
    const lane: Lane = {
      id,
      name,
      spawned: at,
      stretches: [],
      holds: [],
      cancelled: undefined,
      ended: undefined,
    };
    this.all.set(id, lane);
    this.#begin(lane, 'ready', at);
  }

  resumed(id: number, at: number): void {
    const lane = this.all.get(id);
    if (lane === undefined) return;
    this.#running = { id, since: at };
    const last = lane.stretches.at(-1);
    const before = lane.stretches.at(-2);
    // It gave way for a moment only: the stretch before goes on.
    if (
      last?.phase === 'ready' &&
      at - last.start < blur &&
      before?.phase === 'active' &&
      before.cancelled === last.cancelled
    ) {
      lane.stretches.pop();
      before.end = undefined;
      return;
    }
    this.#begin(lane, 'active', at);
  }

  /** It waits for something, or gave way. */
  suspended(id: number, on: string | undefined, at: number): void {
    const lane = this.all.get(id);
    if (lane === undefined) return;
    this.#stops(lane, at);
    this.#begin(lane, on === undefined ? 'ready' : 'waiting', at, on);
  }

  /** What it waited for has come, and it has not had its turn yet. */
  woken(id: number, at: number): void {
    const lane = this.all.get(id);
    if (lane?.stretches.at(-1)?.phase === 'waiting') this.#begin(lane, 'ready', at);
  }

  cancelled(id: number, at: number): void {
    const lane = this.all.get(id);
    if (lane === undefined || lane.ended !== undefined) return;
    lane.cancelled ??= at;
    const last = lane.stretches.at(-1);
    if (last !== undefined && !last.cancelled) this.#begin(lane, last.phase, at, last.on);
  }

  acquired(id: number, lock: string, at: number): void {
    this.all.get(id)?.holds.push({ lock, start: at, end: undefined });
  }

  released(id: number, lock: string, at: number): void {
    const hold = this.all.get(id)?.holds.findLast((one) => one.lock === lock);
    if (hold !== undefined) hold.end ??= at;
  }

  ended(id: number, how: Ending, at: number): void {
    const lane = this.all.get(id);
    if (lane === undefined || lane.ended !== undefined) return;
    this.#stops(lane, at);
    const last = lane.stretches.at(-1);
    if (last !== undefined) last.end = at;
    lane.ended = { at, how };
  }

  /** What a task does at this moment, or how it ended. */
  stateOf({ ended, stretches }: Lane): 'running' | 'ready' | 'waiting' | Ending {
    if (ended !== undefined) return ended.how;
    const phase = stretches.at(-1)?.phase ?? 'ready';
    return phase === 'active' ? 'running' : phase;
  }

  /** Milliseconds for which a stretch has been running, the step that goes on now included. */
  busyOf(lane: Lane, stretch: Stretch, now: number): number {
    const running = this.#running;
    const more = running?.id === lane.id && stretch.end === undefined ? now - running.since : 0;
    return stretch.busy + more;
  }

  /** Forgets what ended before `horizon`. */
  forget(horizon: number): void {
    for (const [id, { ended, stretches, holds }] of this.all) {
      if (ended !== undefined && ended.at < horizon) this.all.delete(id);
      else for (const list of [stretches, holds]) drop(list, horizon);
    }
  }

  #stops(lane: Lane, at: number): void {
    if (this.#running?.id !== lane.id) return;
    const last = lane.stretches.at(-1);
    if (last?.phase === 'active') last.busy += at - this.#running.since;
    this.#running = undefined;
  }

  #begin(lane: Lane, phase: Stretch['phase'], at: number, on?: string): void {
    const last = lane.stretches.at(-1);
    if (last !== undefined) last.end ??= at;
    const cancelled = lane.cancelled !== undefined;
    lane.stretches.push({ phase, start: at, end: undefined, busy: 0, on, cancelled });
  }
}

function drop(list: { readonly end: number | undefined }[], horizon: number): void {
  const kept = list.findIndex(({ end }) => end === undefined || end >= horizon);
  if (kept > 0) list.splice(0, kept);
}
