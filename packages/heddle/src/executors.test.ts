import { describe, expect, test } from 'vitest';
import { runOn, runtimes } from './fixtures/run-on.ts';

// Each program ends by itself, with 0, or `runOn` fails.
describe.each(runtimes)('executors on %s', (runtime) => {
  test.each([
    ['an executor that has nothing to do holds no program open', 'idle', ['3', 'the end']],
    ['a call does, though nobody awaits it', 'called', ['done', 'the end']],
    ['who waits for the end of an executor is told of it', 'shut down', ['3', '0', 'the end']],
    ['so is who leaves the block that has it', 'left', ['3', 'left', 'the end']],
    ['so is who ends its workers by force', 'ended', ['0', 'the end']],
  ])('%s', async (_, program, printed) => {
    expect((await runOn(runtime, 'executors.ts', { args: [program] })).split('\n')).toEqual(
      printed,
    );
  });
});
