import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import type { TraceEvent, TraceSink } from './event.ts';

/** The last events of a trace. */
export class RecentEvents implements TraceSink {
  readonly #limit: number;
  readonly #ring: TraceEvent[] = [];
  #written = 0;

  /** @internal */
  constructor(limit: number) {
    this.#limit = limit;
  }

  write(event: TraceEvent): void {
    this.#ring[this.#written++ % this.#limit] = event;
  }

  /** Those that are kept, the oldest first. */
  get events(): TraceEvent[] {
    const at = this.#written % this.#limit;
    return this.#written <= this.#limit
      ? [...this.#ring]
      : [...this.#ring.slice(at), ...this.#ring.slice(0, at)];
  }
}

/**
 * A sink that keeps the last `limit` events, for whoever wants to know what came before something went wrong.
 * @example const recent = recentEvents(1000); trace(recent);
 * @throws InvalidArgumentError if `limit` is no whole number above 0.
 */
export function recentEvents(limit: number): RecentEvents {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidArgumentError(
      `recentEvents: limit must be a whole number above 0, got ${show(limit)}`,
    );
  }
  return new RecentEvents(limit);
}
