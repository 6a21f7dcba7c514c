interface Console {
  error(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
}

/** Tells what nobody takes, where the runtime tells such things; as it is at that moment, so that a program can put its own there. */
export function tellError(text: string, ...parts: unknown[]): void {
  here().error(`Heddle: ${text}`, ...parts);
}

export function tellWarning(text: string): void {
  here().warn(`Heddle: ${text}`);
}

function here(): Console {
  return (globalThis as unknown as { console: Console }).console;
}
