import { currentThread, PlatformError } from 'heddle';
import { installPlatform, platform } from '@heddle/core/internal';
import { expect, test } from 'vitest';

test('a second, different adapter is refused by name, and the first stays', () => {
  const name = platform().name;
  expect(() => installPlatform({ ...platform(), name: 'other' })).toThrow(PlatformError);
  expect(() => installPlatform({ ...platform(), name: 'other' })).toThrow(
    `cannot install the adapter for other: this realm has the one for ${name} already`,
  );
  expect(platform().name).toBe(name);
  expect(currentThread().isMain).toBe(platform().isMainThread);
});

test('the same adapter again is no second one', () => {
  const first = platform();
  installPlatform({ ...first });
  expect(platform()).toBe(first);
});
