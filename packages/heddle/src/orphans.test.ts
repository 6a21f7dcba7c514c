import { randomUUID } from 'node:crypto';
import { describe, test, type ExpectStatic } from 'vitest';
import { processesOf } from './fixtures/processes-of.ts';
import { endOn, runtimes } from './fixtures/run-on.ts';

// A program is killed: none of its processes outlives it, nor theirs, nor what looks after them.
describe.runIf(process.platform === 'linux').concurrent.each(runtimes)(
  'after the end of a killed program on %s',
  { timeout: 40_000 },
  (runtime) => {
    const left = async (kind: string, moment: string, expect: ExpectStatic): Promise<void> => {
      const mark = randomUUID();
      const env = { HEDDLE_TEST_RUN: mark };
      await endOn(runtime, 'orphans.ts', { args: [kind, moment], env });
      await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([]);
    };

    test.for(['idle', 'compute', 'block'])('no process that is there to %s', (kind, { expect }) =>
      left(kind, 'when all are there', expect),
    );

    test.for(['at once', '10', '40', '80'])('no process as it starts: %s', (moment, { expect }) =>
      left('compute', moment, expect),
    );
  },
);
