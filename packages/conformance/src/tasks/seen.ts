import * as heddle from 'heddle';

/** What came of it, as a line: its value, or class, code and message of the error, if that is of the class it names. */
export async function seen(action: () => unknown): Promise<string> {
  try {
    return String(await action());
  } catch (error) {
    return failureOf(error);
  }
}

/** The same of what must not wait. */
export function seenAtOnce(action: () => unknown): string {
  try {
    return String(action());
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const { name, message } = error;
  const { code } = error as { code?: unknown };
  const known = (heddle as Record<string, unknown>)[name];
  const isOne = typeof known !== 'function' || error instanceof known;
  return [isOne ? name : `a false ${name}`, ...(typeof code === 'string' ? [code] : []), message]
    .join(' ')
    .trim();
}

/** Who waits is told by this limit. */
export const soon = 20;
