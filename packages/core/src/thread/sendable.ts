import { encode, type Wired } from '../wire/value.ts';

/** An error whose own parts cannot cross is told as text: it must arrive. */
export function sendable(error: unknown): Wired {
  try {
    return encode(error, 'error');
  } catch {
    return encode(new Error(String(error)), 'error');
  }
}
