import { CancelledError } from '../errors.ts';
import type { Operation } from './operation.ts';

/** Fails an operation as another one failed: whoever cancelled that knows, any other failure is for the host if nobody looks. */
export function failAs(operation: Operation<unknown>, error: unknown): void {
  if (error instanceof CancelledError) operation._failQuietly(error);
  else operation._reject(error);
}
