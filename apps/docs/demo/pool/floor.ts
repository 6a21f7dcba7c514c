import type { Kind, Note } from './note.ts';

/** A call in a worker. */
export interface Bar {
  /** The first one, of tiny ones that lie so close together that they are drawn as one. */
  readonly call: number;
  readonly kind: Kind;
  readonly begun: number;
  ended: number | undefined;
  /** `lost`: its worker was ended. */
  how: 'running' | 'done' | 'cancelled' | 'lost';
}

/** A worker over time. */
export interface Lane {
  readonly worker: string;
  readonly bars: Bar[];
  /** When it ended, if a call was lost with it. */
  gone: number | undefined;
}

/** Milliseconds between tiny calls that are drawn as one. */
const blur = 3;

/** Which worker runs which call, as they tell it. */
export class Floor {
  readonly lanes: Lane[];
  /** How often each call was begun. */
  readonly begins: Map<number, number> = new Map();
  readonly #running = new Map<number, { readonly lane: Lane; readonly bar: Bar }>();

  constructor(workers: readonly string[] = []) {
    this.lanes = workers.map((worker) => ({ worker, bars: [], gone: undefined }));
  }

  tell({ call, kind, worker, what, begun, at }: Note): void {
    if (what === 'begun' || kind === 'tiny') {
      this.begins.set(call, (this.begins.get(call) ?? 0) + 1);
    }
    if (what === 'begun') {
      const lane = this.#laneOf(worker);
      const bar: Bar = { call, kind, begun, ended: undefined, how: 'running' };
      lane.bars.push(bar);
      this.#running.set(call, { lane, bar });
    } else if (kind === 'tiny') this.#tiny(this.#laneOf(worker), call, begun, at);
    else this.#end(call, what, at);
  }

  #laneOf(worker: string): Lane {
    let lane = this.lanes.find((each) => each.worker === worker);
    if (lane === undefined) {
      lane = { worker, bars: [], gone: undefined };
      this.lanes.push(lane);
    }
    return lane;
  }

  #tiny({ bars }: Lane, call: number, begun: number, ended: number): void {
    const last = bars.at(-1);
    if (last?.kind === 'tiny' && begun - last.ended! < blur)
      last.ended = Math.max(last.ended!, ended);
    else bars.push({ call, kind: 'tiny', begun, ended, how: 'done' });
  }

  #end(call: number, how: Bar['how'], at: number): Lane | undefined {
    const running = this.#running.get(call);
    if (running === undefined) return undefined;
    this.#running.delete(call);
    running.bar.ended = at;
    running.bar.how = how;
    return running.lane;
  }

  /** The pool says that the call has failed, and its worker has not said that it has ended. */
  lost(call: number, at: number): string | undefined {
    const lane = this.#end(call, 'lost', at);
    if (lane !== undefined) lane.gone = at;
    return lane?.worker;
  }

  /** Has one heard of the end of all that one has heard of the begin of? */
  get isQuiet(): boolean {
    return this.#running.size === 0;
  }

  isRunning(call: number): boolean {
    return this.#running.has(call);
  }

  /** For which part of that time a worker had a call. */
  static busy({ bars }: Lane, from: number, to: number): number {
    let sum = 0;
    for (const { begun, ended = to } of bars) {
      sum += Math.max(0, Math.min(ended, to) - Math.max(begun, from));
    }
    return to > from ? sum / (to - from) : 0;
  }
}
