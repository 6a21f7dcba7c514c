/** A promise of the library was seen broken. */
export class Fault extends Error {
  override get name(): string {
    return 'Fault';
  }
}

/** What was thrown, with its stack, which has the message on some engines only. */
export function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = '' } = error;
  return stack.includes(error.message) ? stack : `${String(error)}\n${stack}`;
}
