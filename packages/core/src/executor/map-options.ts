import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import { show } from '../show.ts';
import type { MapCalls } from './map-calls.ts';
import type { ChunkManner } from '../thread/known-tasks.ts';
import { requireCount, requireMilliseconds } from './check-options.ts';

export interface MapOptions {
  /** Results come in the order of the items; else as they are there. @default true */
  ordered?: boolean;
  /** As many items go into one call. Python: chunksize. @default 1 */
  chunksize?: number;
  /** As many calls are under way or have results that nobody has taken. Python: buffersize. @default Infinity */
  buffersize?: number;
  /** Milliseconds from the call of `map` until the last result must be there. @default Infinity */
  timeout?: number;
  /** Is told of each call that has ended: how many items are done, and how many there are, once that is known; until one fails. */
  onProgress?: (done: number, total: number | undefined) => void;
}

const known: Known<MapOptions> = {
  ordered: true,
  chunksize: true,
  buffersize: true,
  timeout: true,
  onProgress: true,
};

/** The same with what was left out. */
export interface MapSetup extends Required<Omit<MapOptions, 'onProgress'>> {
  readonly onProgress: MapOptions['onProgress'] | undefined;
  /** How a call gets its items. */
  readonly manner: ChunkManner;
  /** Called when there will be no more calls, whatever becomes of those that were made. */
  readonly whenFed?: (calls: MapCalls<unknown>) => void;
}

/** @throws InvalidArgumentError */
export function mapSetup(options: MapOptions): MapSetup {
  requireOptions('map', options, known);
  const { ordered = true, chunksize = 1, buffersize = Infinity, timeout = Infinity } = options;
  const { onProgress } = options;
  requireCount('map', 'chunksize', chunksize, 1);
  requireCount('map', 'buffersize', buffersize, 1, true);
  requireMilliseconds('map', 'timeout', timeout);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new InvalidArgumentError(`map: onProgress must be a function, got ${show(onProgress)}`);
  }
  return { ordered, chunksize, buffersize, timeout, onProgress, manner: 'results' };
}
