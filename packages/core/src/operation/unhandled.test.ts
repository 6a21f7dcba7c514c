import { expect, test } from 'vitest';
import { makeReady } from '../scheduler/loop.ts';
import { allow } from '../wait/current.ts';
import { unhandledIn } from './unhandled.fixture.ts';

test('what a step of the loop throws is reported, and the others go on', async () => {
  const log: string[] = [];
  const error = new Error('a step broke');
  const reported = await unhandledIn(async () => {
    allow(100); // so that the loop begins at once, where the report is that of a promise
    makeReady({
      step: () => {
        throw error;
      },
    });
    await new Promise<void>((resolve) =>
      makeReady({
        step: () => {
          log.push('next');
          resolve();
        },
      }),
    );
    await new Promise<void>((resolve) => makeReady({ step: resolve }));
    log.push('later');
  });
  expect(reported).toEqual([error]);
  expect(log).toEqual(['next', 'later']);
});
