/** The code frame that Bun prints above an error: numbered lines, and a mark below the last. */
const frame = /^(?:\s*\d+ \| .*\n)+\s*\^\n/;
const headline = /^(error|(?:[A-Z]\w*)?(?:Error|Exception|Message)): (.*)$/s;

/**
 * A worker's error, from the text that Bun gives of it: a code frame, a line with its name and message, the stack.
 * The error itself does not cross.
 */
export function uncaughtError(text: string): Error {
  const lines = text.replace(frame, '').trimEnd().split('\n');
  const traceStart = lines.findIndex((line) => /^\s+at /.test(line));
  const head = (traceStart === -1 ? lines : lines.slice(0, traceStart)).join('\n');
  const trace = traceStart === -1 ? [] : lines.slice(traceStart);
  const [, name = 'error', message = head] = headline.exec(head) ?? [];
  const error = new Error(message);
  if (name !== 'error') error.name = name;
  error.stack = [`${error.name}: ${message}`, ...trace].join('\n');
  return error;
}
