import { randomUUID } from 'node:crypto';
import { describe, test, type ExpectStatic } from 'vitest';
import { processesOf } from './fixtures/processes-of.ts';
import { endOn, runtimes } from './fixtures/run-on.ts';

// A program is killed, or exits: none of its processes outlives it, nor theirs, nor what looks after them.
describe.runIf(process.platform === 'linux').concurrent.each(runtimes)(
  'after the end of a program on %s',
  { timeout: 40_000 },
  (runtime) => {
    const left = async (expect: ExpectStatic, ...args: string[]): Promise<void> => {
      const mark = randomUUID();
      const env = { HEDDLE_TEST_RUN: mark };
      await endOn(runtime, 'orphans.ts', { args, env });
      await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([]);
    };

    test.for(['idle', 'compute', 'block'])('no process that is there to %s', (kind, { expect }) =>
      left(expect, kind, 'when all are there', 'kill'),
    );

    test.for(['at once', '40'])('no process as it starts: %s', (moment, { expect }) =>
      left(expect, 'compute', moment, 'kill'),
    );

    test('no process that computes when the program exits', ({ expect }) =>
      left(expect, 'compute', 'when all are there', 'exit'));
  },
);
