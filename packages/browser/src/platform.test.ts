import { expect, test } from 'vitest';
import { isBrowser, isPage } from './realm.ts';
import { missing } from './missing.ts';
import { platform } from './platform.ts';

test('a page that is isolated lacks blocking and an async context', () => {
  expect([isBrowser, isPage, platform.isMainThread]).toEqual([true, true, true]);
  expect(globalThis.crossOriginIsolated).toBe(true);
  expect(Object.keys(missing).toSorted()).toEqual([
    'asyncContext',
    'blocking',
    'idle',
    'memoryLimit',
  ]);
  expect(missing.blocking).toMatch(/main thread may not block/);
});

test('the version names the engine', () => {
  expect(platform.version).toMatch(/^(Chrome|Firefox|Safari) \d+$/);
});

test('a factory that builds no worker is refused', () => {
  expect(() => platform.threads?.wrap(() => 42)).toThrow(
    new TypeError('the factory of a worker must return a Worker; it returned 42'),
  );
});

test('hops run in order and let timers in', async () => {
  const order: number[] = [];
  for (const n of [1, 2, 3]) platform.hop(() => order.push(n));
  const timer = { fired: false };
  platform.setTimer(() => (timer.fired = true), 10);
  let hops = 0;
  while (!timer.fired) {
    await new Promise<void>((resolve) => {
      platform.hop(resolve);
    });
    const until = platform.now() + 1;
    while (platform.now() < until);
    hops += 1;
  }
  expect(order).toEqual([1, 2, 3]);
  expect(hops).toBeLessThan(100);
});
