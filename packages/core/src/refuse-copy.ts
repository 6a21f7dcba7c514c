import { CannotSendError } from './errors.ts';

/**
 * An own, enumerable property of every object of Heddle's: structured clone refuses a function, so a raw postMessage
 * throws DataCloneError instead of delivering an empty object; and JSON.stringify calls it.
 */
export function refuseCopy(): never {
  throw new CannotSendError(
    'a Heddle object',
    'a copy of it would be dead. A lock, a queue or a value goes to a Thread, through a Queue, or by toHandle(); ' +
      'a guard, a task and an operation stay in their thread',
  );
}
