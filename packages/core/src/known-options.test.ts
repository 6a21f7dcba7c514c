import { expect, test } from 'vitest';
import { InvalidArgumentError } from './errors.ts';
import { requireOptions } from './known-options.ts';

const known = { maxWorkers: true, minWorkers: true, timeout: true, name: true } as const;

/** What is said of options with that name. */
function saidOf(name: string): string {
  try {
    requireOptions('make', { timeout: 1, [name]: undefined }, known);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    return (error as Error).message;
  }
  return 'nothing';
}

test('options that are known are taken', () => {
  expect(saidOf('maxWorkers')).toBe('nothing');
  requireOptions('make', {}, known);
});

test('one that is misspelt is told with the one that it may have been meant to be', () => {
  for (const [name, meant] of [
    ['maxworkers', 'maxWorkers'],
    ['max_workers', 'maxWorkers'],
    ['MinWorker', 'minWorkers'],
    ['workers', 'maxWorkers'],
    ['timeoutMs', 'timeout'],
    ['tiemout', 'timeout'],
    ['nam', 'name'],
  ] as const) {
    expect(saidOf(name)).toBe(
      `make: there is no option ${JSON.stringify(name)}; did you mean ${meant}?`,
    );
  }
});

test('one that is like none is told with all', () => {
  for (const name of ['concurrency', 'x', '', '__', 'toString', 'hasOwnProperty']) {
    expect(saidOf(name)).toBe(
      `make: there is no option ${JSON.stringify(name)}; it has maxWorkers, minWorkers, timeout, name`,
    );
  }
});

test('what is no object is no options', () => {
  for (const options of [null, undefined, 3, 'name', () => {}]) {
    expect(() => requireOptions('make', options, known)).toThrow(InvalidArgumentError);
  }
  expect(() => requireOptions('make', 3, known)).toThrow('make: options must be an object, got 3');
});
