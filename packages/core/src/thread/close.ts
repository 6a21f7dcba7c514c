import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { titleOf } from '../wire/closed.ts';
import { kindOf, type Shareable } from '../wire/kind.ts';
import { enableSharing } from './sharing.ts';

/**
 * Lets go of a lock, a queue or a value: this thread uses it no more, and every later use in it throws InvalidStateError.
 * Its shared memory is given back once all threads have closed it or let go of it, handles by `toHandle` of this thread
 * included; without `close` that waits for the garbage collector. Closing it again does nothing.
 * @example close(lock);
 * @throws InvalidStateError if this thread holds it or waits for it; InvalidArgumentError for what cannot be shared.
 * Python: multiprocessing.shared_memory.SharedMemory.close().
 */
export function close(object: Shareable): void {
  enableSharing();
  const kind = typeof object === 'object' && object !== null ? kindOf(object) : undefined;
  if (kind?.close === undefined) {
    throw new InvalidArgumentError(`close: needs a lock, a queue or a value, got ${show(object)}`);
  }
  kind.close(object, `cannot close ${titleOf(object)}`);
}
