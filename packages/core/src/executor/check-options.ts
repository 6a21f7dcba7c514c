import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';

/** @throws InvalidArgumentError unless it is a whole number from `least` up, or Infinity where that may be */
export function requireCount(
  action: string,
  name: string,
  value: unknown,
  least: number,
  mayBeInfinite: boolean = false,
): void {
  if (mayBeInfinite && value === Infinity) return;
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  const range = `a whole number from ${least} up${mayBeInfinite ? ', or Infinity' : ''}`;
  throw new InvalidArgumentError(`${action}: ${name} must be ${range}, got ${show(value)}`);
}

/** @throws InvalidArgumentError unless it is a number of milliseconds from 0 up, or Infinity */
export function requireMilliseconds(action: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0) return;
  throw new InvalidArgumentError(
    `${action}: ${name} must be a number of milliseconds from 0 up, got ${show(value)}`,
  );
}

/** @throws InvalidArgumentError unless it is a text */
export function requireText(action: string, name: string, value: unknown): void {
  if (typeof value === 'string') return;
  throw new InvalidArgumentError(`${action}: ${name} must be a string, got ${show(value)}`);
}
