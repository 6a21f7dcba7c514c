import { visitors, type Doing } from './gates.ts';

/** A stretch of time in which one does something; the last one of a lane may still be going on. */
export interface Strip {
  readonly doing: Doing;
  readonly start: number;
  readonly end: number | undefined;
}

/** What each of them did, and does, since a moment that is 0. */
export class Strips {
  lanes: Readonly<Record<string, readonly Strip[]>> = Object.fromEntries(
    Object.keys(visitors).map((who) => [who, []]),
  );
  /** How many were in at the same time, at most. */
  most = 0;
  /** When the last one ended. */
  ended = 0;

  tell(who: string, doing: Doing, at: number): void {
    const lane = this.lanes[who]!.slice();
    const last = lane.pop();
    if (last !== undefined) lane.push({ ...last, end: at });
    if (doing !== 'ended') lane.push({ doing, start: at, end: undefined });
    this.lanes = { ...this.lanes, [who]: lane };
    this.most = Math.max(this.most, this.#inside);
    if (doing === 'ended') this.ended = at;
  }

  get #inside(): number {
    const open = Object.values(this.lanes).map((lane) => lane.at(-1));
    return open.filter((last) => last?.doing === 'inside' && last.end === undefined).length;
  }
}
