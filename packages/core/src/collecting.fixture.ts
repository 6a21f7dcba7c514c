const host = globalThis as unknown as {
  readonly gc?: () => void;
  readonly Bun?: { gc(thoroughly: boolean): void };
  setTimeout(callback: () => void): void;
};

function collect(): void {
  if (host.gc !== undefined) host.gc();
  else if (host.Bun !== undefined) host.Bun.gc(true);
  else void Array.from({ length: 4 }, () => new ArrayBuffer(2 ** 26));
}

/** Lets the garbage collector work, and what it tells be heard, until `done`; false if that never comes. */
export async function collectedUntil(done: () => boolean): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    if (done()) return true;
    collect();
    await new Promise<void>((resolve) => {
      host.setTimeout(resolve);
    });
  }
  return done();
}
