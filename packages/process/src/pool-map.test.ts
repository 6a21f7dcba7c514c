import { run, sleep } from '@heddle/core';
import { Operation, type MapCalls } from '@heddle/core/internal';
import { expect, test, vi } from 'vitest';
import { PoolMap } from './pool-map.ts';

test('a failure is known where the pool was terminated, and else once somebody has looked', async () => {
  for (const isTerminated of [false, true]) {
    const outcomes = [[{ error: new RangeError('boom') }]];
    const calls = { nextOutcomes: () => Operation.resolved(outcomes.shift()) };
    const map = new PoolMap('map', calls as unknown as MapCalls<number>, () => isTerminated);
    const looked = vi.spyOn(map, '_looked');
    await run(function* () {
      while (!map.done) yield* sleep(0);
    });
    expect(looked).toHaveBeenCalledTimes(isTerminated ? 1 : 0);
    expect(await map.exception()).toEqual(new RangeError('boom'));
  }
});
