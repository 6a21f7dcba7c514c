import { expect, test } from 'vitest';
import { errorOfEvent } from './error-event.ts';

// As Deno 2.9 words them; Chromium does as in the first three, Firefox without `Uncaught`.
test.each([
  ['Uncaught (in promise) TypeError: boom', 'TypeError', 'boom'],
  ['Uncaught Error: plain', 'Error', 'plain'],
  ['Uncaught RangeError: one\ntwo', 'RangeError', 'one\ntwo'],
  ['Module not found "file:///app/x.ts".', 'Error', 'Module not found "file:///app/x.ts".'],
])('%j', (message, name, text) => {
  const error = errorOfEvent({ message, filename: 'file:///app/a.ts', lineno: 3, colno: 7 });
  expect(error).toMatchObject({ name, message: text });
  expect(error.stack).toBe(`${name}: ${text}\n    at file:///app/a.ts:3:7`);
});

test('an event without a word still says what happened', () => {
  expect(errorOfEvent({}).message).toMatch(/script could not be loaded/);
});
