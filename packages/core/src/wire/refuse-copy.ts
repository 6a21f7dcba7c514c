import { CannotSendError } from '../errors.ts';

/**
 * An own, enumerable property of every object that can be handed over: structured clone refuses a function, so a raw
 * postMessage throws DataCloneError instead of delivering an empty object; and JSON.stringify calls it.
 */
export function refuseCopy(): never {
  throw new CannotSendError(
    'a Heddle object',
    'a copy of it would be dead; hand it to a Thread or through a Queue, or send toHandle(object)',
  );
}
