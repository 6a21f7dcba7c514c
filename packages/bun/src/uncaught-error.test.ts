import { expect, test } from 'vitest';
import { uncaughtError } from './uncaught-error.ts';

// As Bun 1.4 words them.
test('name, message and stack are found under the code frame', () => {
  const error = uncaughtError(
    [
      '1 | setTimeout(() => {',
      "2 |   throw new RangeError('late boom');",
      '            ^',
      'RangeError: late boom',
      '      at <anonymous> (/app/late.mjs:2:9)',
      '',
    ].join('\n'),
  );
  expect(error).toMatchObject({ name: 'RangeError', message: 'late boom' });
  expect(error.stack).toBe('RangeError: late boom\n      at <anonymous> (/app/late.mjs:2:9)');
});

test.each([
  ['SyntaxError: Unexpected ;', 'SyntaxError', 'Unexpected ;'],
  ['error: boom at load\n      at /app/boom.mjs:2:7\n', 'Error', 'boom at load'],
  ['Error: one\ntwo\n      at /app/boom.mjs:2:7\n', 'Error', 'one\ntwo'],
  ['a thrown string', 'Error', 'a thrown string'],
  ['', 'Error', ''],
])('%j', (text, name, message) => {
  expect(uncaughtError(text)).toMatchObject({ name, message });
});
