import { CannotSendError } from '../errors.ts';
import { byMessage, type Boundary } from '../wire/boundary.ts';
import { asText } from '../wire/error.ts';
import { encode, type Wired } from '../wire/value.ts';

/** An error whose own parts cannot cross is told as text: it must arrive. */
export function sendable(error: unknown, boundary: Boundary = byMessage): Wired {
  try {
    return encode(error, 'error', undefined, boundary);
  } catch {
    return encode(new Error(asText(error)), 'error', undefined, boundary);
  }
}

/** Data that encode lets through and this runtime's structured clone refuses, such as a host's own object. */
export function refusedBy(error: unknown, path: string): CannotSendError {
  return new CannotSendError(path, asText(error), { cause: error });
}
