import { expect, test } from 'vitest';
import { runtimeVersion } from './runtime.ts';

test.each([
  [{ Bun: { version: '1.4.5' }, process: { versions: { node: '24.0.0' } } }, 'Bun 1.4.5'],
  [
    { Deno: { version: { deno: '2.9.6' } }, process: { versions: { node: '24.0.0' } } },
    'Deno 2.9.6',
  ],
  [{ process: { versions: { node: '24.21.0' } } }, 'Node 24.21.0'],
  [
    {
      navigator: {
        userAgent: 'Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
      },
    },
    'Chromium 156.0.0.0',
  ],
  [{ navigator: { userAgent: 'Mozilla/5.0 (X11) Gecko/20100101 Firefox/153.0' } }, 'Firefox 153.0'],
  [
    { navigator: { userAgent: 'Mozilla/5.0 AppleWebKit/605.1.15 Version/26.1 Safari/605.1.15' } },
    'Safari 26.1',
  ],
  [{}, 'this runtime '],
])('%j is %s', (marks, expected) => {
  const { name, version } = runtimeVersion(marks);
  expect(`${name} ${version}`).toBe(expected);
});
