import { expect, test } from 'vitest';
import { forChildren } from './runtime.ts';

test('a child gets the flags of its program, but for those that say what that one runs', () => {
  expect(forChildren([])).toEqual([]);
  expect(forChildren(['--import', './register.ts', '--no-warnings'])).toEqual([
    '--import',
    './register.ts',
    '--no-warnings',
  ]);
  expect(forChildren(['--inspect=9229', '--no-warnings', '--watch-path', './src'])).toEqual([
    '--no-warnings',
  ]);
  expect(forChildren(['--input-type=module', '--no-warnings', '-e', 'await 1'])).toEqual([
    '--no-warnings',
  ]);
});
