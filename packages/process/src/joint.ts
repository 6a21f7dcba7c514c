/** Where what one end of a pipe sends arrives: here, or on its way to another process. */
export interface Port {
  /** @param bytes Of a value; they are the port's from now on. */
  deliver(bytes: Uint8Array): void;
  /** Whoever sends to it has closed, or is gone: nothing more comes. */
  ended(): void;
  /** Blocks until something has come from there, or so many milliseconds have gone by; absent where that cannot be. */
  pull?(timeout: number): void;
}

/** What two ends have in common: where each gets what the other one sends. */
export interface Joint {
  readonly ports: [Port, Port];
}

/** Which of the two. */
export type Side = 0 | 1;

/** Nobody is there any more. */
export const nobody: Port = { deliver() {}, ended() {} };
