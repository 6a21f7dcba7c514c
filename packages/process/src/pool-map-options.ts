import { requireCount, requireOptions } from '@heddle/core/internal';

export interface PoolMapOptions {
  /** As many items go into one call, one after the other; each still has an outcome of its own. @default 1 */
  chunksize?: number;
}

export interface ImapOptions extends PoolMapOptions {
  /** As many calls are under way or have results that nobody has taken; a source without an end needs it. @default Infinity */
  buffersize?: number;
}

/** @throws InvalidArgumentError */
export function checkMap(
  action: string,
  options: ImapOptions,
  known: Readonly<Record<string, true>>,
): Required<ImapOptions> {
  requireOptions<object>(action, options, { chunksize: true, ...known });
  const { chunksize = 1, buffersize = Infinity } = options;
  requireCount(action, 'chunksize', chunksize, 1);
  requireCount(action, 'buffersize', buffersize, 1, true);
  return { chunksize, buffersize };
}
