import type { Moment, Phase } from './loom.ts';

/** A stretch of time in one phase; the last one of a lane is still going on. */
export interface Bar {
  readonly key: number;
  readonly phase: Phase;
  readonly start: number;
  end: number | undefined;
}

/** Turns the diary into bars, lane by lane, and forgets what has left the picture. */
export class Timeline {
  readonly lanes: Record<string, Bar[]>;
  #key = 0;
  readonly #span: number;

  /** @param span How many milliseconds back the picture shows. */
  constructor(names: readonly string[], span: number) {
    this.lanes = Object.fromEntries(names.map((name) => [name, []]));
    this.#span = span;
  }

  add({ who, phase, at }: Moment): void {
    const lane = this.lanes[who];
    if (lane === undefined) return;
    const last = lane.at(-1);
    if (last !== undefined) last.end = at;
    if (phase !== 'ended') lane.push({ key: (this.#key += 1), phase, start: at, end: undefined });
    while (lane[0]?.end !== undefined && lane[0].end < at - this.#span) lane.shift();
  }
}
