import { expect, test } from 'vitest';
import { makeReady } from './loop.ts';
import type { Runnable } from './order.ts';

const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('what is made ready runs after the code that made it ready, in order', async () => {
  const log: string[] = [];
  const end = Promise.withResolvers<void>();
  makeReady({ step: () => void log.push('a') });
  makeReady({
    step: () => {
      log.push('b');
      makeReady({ step: () => (log.push('d'), end.resolve()) });
    },
  });
  makeReady({ step: () => void log.push('c') });
  log.push('sync');
  await end.promise;
  expect(log).toEqual(['sync', 'a', 'b', 'c', 'd']);
});

test('something that is always ready again lets the timers of the host run', async () => {
  let fired = false;
  const spun = { steps: 0 };
  const spinning: Runnable = {
    step: () => {
      spun.steps++;
      if (!fired) makeReady(spinning);
    },
  };
  makeReady(spinning);
  // Were they kept from running, it would spin for ever.
  for (let round = 0; round < 2; round++) {
    const before = spun.steps;
    while (spun.steps === before) await macrotask();
  }
  fired = true;
  expect(spun.steps).toBeGreaterThan(1);
});

test('while the loop has given its turn to the host, what is made ready waits in line', async () => {
  const log: string[] = [];
  let spinning = true;
  const spinner: Runnable = {
    step: () => {
      if (spinning) makeReady(spinner);
    },
  };
  makeReady(spinner);
  await macrotask();
  const end = Promise.withResolvers<void>();
  makeReady({ step: () => void log.push('a') });
  makeReady({ step: () => (log.push('b'), end.resolve()) });
  log.push('sync');
  await end.promise;
  spinning = false;
  expect(log).toEqual(['sync', 'a', 'b']);
});
