import { describe, expect, test } from 'vitest';
import { runOn, runtimes } from './fixtures/run-on.ts';

describe.each(runtimes)('what holds a program open on %s', (runtime) => {
  test.each([
    ['idle', ''],
    ['held', 'alive'],
    ['let go', ''],
    ['hop', 'alive'],
    ['worker', 'alive'],
  ])('%s', async (what, printed) => {
    expect(await runOn(runtime, 'alive.ts', { args: [what] })).toBe(printed);
  });
});

describe.each(runtimes)('a worker of somebody else that imports heddle on %s', (runtime) => {
  test('gets its own messages, and is not kept alive', async () => {
    const seen = JSON.parse(await runOn(runtime, 'foreign.ts'));
    expect(seen.heard).toEqual(['listening', 'got hello']);
    // Deno's workers never end by themselves, with Heddle or without.
    expect(seen.ended).toBe(runtime === 'deno' ? undefined : true);
  });
});
