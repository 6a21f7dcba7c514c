const headline =
  /^(?:Uncaught )?(?:\(in promise\) )?(?:((?:[A-Z]\w*)?(?:Error|Exception)): )?(.*)$/s;

/** A worker's error, from what crosses of it: a line with its name and message, and its place. */
export function uncaughtError(event: ErrorEvent): Error {
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
