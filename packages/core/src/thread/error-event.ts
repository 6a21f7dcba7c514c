/** What crosses of an error that nothing in a worker caught; core knows no runtime's types. */
export interface ErrorEventLike {
  readonly message?: string;
  readonly filename?: string;
  readonly lineno?: number;
  readonly colno?: number;
}

const headline =
  /^(?:Uncaught )?(?:\(in promise\) )?(?:((?:[A-Z]\w*)?(?:Error|Exception)): )?(.*)$/s;

/** A worker's error, from its event: a line with its name and message, and its place. */
export function errorOfEvent(event: ErrorEventLike): Error {
  const [, name, message = ''] = headline.exec(event.message ?? '') ?? [];
  // A script that cannot be fetched, or is refused by a policy, gives an event without a word.
  const error = new Error(
    message ||
      "the worker's script could not be loaded: it was not found, was refused, or has a syntax error",
  );
  if (name !== undefined) error.name = name;
  const place = event.filename ? `\n    at ${event.filename}:${event.lineno}:${event.colno}` : '';
  error.stack = `${error.name}: ${error.message}${place}`;
  return error;
}
