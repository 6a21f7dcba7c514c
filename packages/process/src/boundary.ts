import type { Boundary } from '@heddle/core/internal';

/** What carries no objects of Heddle's: messages in which all that is special is packed already. */
export const plainBoundary: Boundary = { means: 'process', kindOf: () => undefined };

/** To another process: data is copied. */
export const processBoundary: Boundary = plainBoundary;
