import { kindOf, type Kind } from './kind.ts';

function kindForThreads(object: object): Kind<object> | undefined {
  const kind = kindOf(object);
  return kind?.onlyTo === undefined ? kind : undefined;
}

/** What carries the value: a message of the runtime, bytes in shared memory, or bytes to another process. */
export type Means = 'message' | 'bytes' | 'process';

/** Where a value goes: what of it can cross there, and how. */
export interface Boundary {
  readonly means: Means;
  /** How an object of Heddle's crosses; undefined: it does not. */
  kindOf(object: object): Kind<object> | undefined;
  /** Of one that was made before it was known where to: what went by it goes by that one. Undefined: by none after all. */
  goesBy?(next: Boundary | undefined): void;
}

/** To a thread, by a message of the runtime. */
export const byMessage: Boundary = { means: 'message', kindOf: kindForThreads };
/** To a thread, through shared memory. */
export const throughMemory: Boundary = { means: 'bytes', kindOf: kindForThreads };
