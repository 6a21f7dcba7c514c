import { expect, test } from 'vitest';
import { chosenOf, optionsOf } from './options.ts';

test('without options, everything is measured on every runtime', () => {
  expect(optionsOf([])).toEqual({
    only: [],
    on: ['node', 'bun', 'deno', 'chromium'],
    rounds: 15,
    json: false,
    record: false,
    list: false,
  });
});

test('lists are separated by commas, or given again', () => {
  const { only, on } = optionsOf(['--', '--only', 'lock,queue', '--only', 'thread', '--on', 'bun']);
  expect({ only, on }).toEqual({ only: ['lock', 'queue', 'thread'], on: ['bun'] });
});

test('what is not there is refused by name', () => {
  expect(() => optionsOf(['--on', 'perl'])).toThrow(
    '--on perl: must be one of node, bun, deno, chromium',
  );
  expect(() => optionsOf(['--rounds', '0'])).toThrow('--rounds 0: must be');
  expect(() => chosenOf(['lock-a', 'queue-b'], ['lok'])).toThrow('--only lok: nothing has that');
});

test('a word chooses whatever has it in its id', () => {
  expect(chosenOf(['lock-a', 'queue-b', 'lock-c'], ['lock'])).toEqual(['lock-a', 'lock-c']);
});
