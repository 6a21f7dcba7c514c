import { describe, expect, test } from 'vitest';
import { runOn, runtimes } from './fixtures/run-on.ts';

describe.each(runtimes)('threads and processes in a group on %s', (runtime) => {
  test('end together, asked first, then by force, with one tree of errors', async () => {
    expect(JSON.parse(await runOn(runtime, 'groups.ts'))).toEqual({
      first: ['RangeError: first'],
      others: true,
      'both stacks': [true, true],
      'in the end': ['TypeError: late'],
      'its task': ['TypeError: late'],
      'by force': [null],
      ended: [false, true],
      killed: ['ProcessDiedError', 'SIGKILL'],
      body: ['RangeError: body'],
    });
  });
});
