import type { Boundary, Kind } from '@heddle/core/internal';

/** What carries no objects of Heddle's: messages in which all that is special is packed already. */
export const plainBoundary: Boundary = { means: 'process', kindOf: () => undefined };

let kindOf: Boundary['kindOf'] = () => undefined;

/** Says how objects of Heddle's go to another process. */
export function crossBy(kinds: (object: object) => Kind<object> | undefined): void {
  kindOf = kinds;
}

/** To another process: data is copied, and what Heddle shares stays, and is served by the process that has it. */
export const processBoundary: Boundary = { means: 'process', kindOf: (object) => kindOf(object) };
