import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = new URL('../snippets/', import.meta.url);

/** What each program of the guide prints. */
const prints: Record<string, string> = {
  'main.ts': 'balance 1\nbalance 2\nbalance 3\nbalance 4\nbalance 5\n',
  'three-ways.ts': 'await has it\nyield* has it\n',
  'give-up.ts': 'no order within 50 ms\nError: closing time\nbread\n',
  'lock.ts': '181 false\n',
  'rlock-owner.ts':
    'lent Dune\nlent Dune Messiah\n' +
    'acquire of "shelf": it has to know who asks, and this flow is no task that Heddle knows; ' +
    'run it with spawn(), pass { owner } along, or use a Lock in its place\nfalse\n',
  'recover.ts':
    'half of it is counted\nThreadDiedError: thread "teller" was terminated\n' +
    'acquire of "till": till.count (teller) held it and has died, perhaps in the middle of a change; ' +
    'recover() takes the lock over\ncounted once more, from the start\nfalse false\n',
  'taken-at.ts': 'back (main) took "b" at taken-at.ts:8\nthere (main) took "a" at taken-at.ts:8\n',
  'queue.ts': 'bread\nsoup\ntea\n',
  'channel-threads.ts': 'the sum of the squares is 338350, true\n',
  'pipeline-threads.ts': '9592 primes\n1229 primes\n168 primes\n',
  'queue-threads.ts':
    'true false\n5000000 bytes of indigo true true\n' +
    'CannotSendError: cannot send an item of queue "orders".onDone: a function\n',
  'pool.ts': '[ 4, 25, 168 ]\n9592\n',
  'pool-setup.ts': '0\n4 1 is indigo\n0\nw_0 w_0 w_1 w_1 w_2\n',
  'pool-limits.ts':
    'Error: closing time\nTimeoutError: call of wool.dry in executor "mill" took longer than 50 ms\n' +
    'TimeoutError: call of wool.felt in executor "mill" took longer than 50 ms\n1 is white\n',
  'pool-death.ts':
    'ThreadDiedError: call of wool.tear failed: ' +
    'worker "w_0" of executor "mill" ended with code 1: the thread is torn\n' +
    '1 is white, 2 is white, 3 is white, 4 is white\n',
  'pool-transfer.ts': '0 1000000 255\n',
  'pool-sync.ts': '168\n1229\n',
  'pool-together.ts': 'true 3\n1422\n',
  'pool-test.ts': '1 is white, 2 is white\n3\n',
  'process.ts': 'process-1 true false\n9592\nfalse 0\n',
  'process-ends.ts': 'open\ntidied up\n-15\ncounting\n-15\n3 the office burns\n',
  'process-pool.ts': '[ 4, 25, 168 ]\n9592\n4\n25\n9592\n',
  'process-runtimes.ts': 'Ann is welcome on Node\nAnn is welcome on Bun\nAnn is welcome on Deno\n',
  'process-bank.ts': '3 3\n',
  'urgent.ts': 'put out the fire\n',
  'walk.ts': 'Ann: 1 Ann: 2\n2\n',
  'later.ts': 'true false\nBob failed: RangeError: over a root\n',
  'thread.ts': 'counting true\n9592\nfalse\n',
  'errors.ts': 'ShutDownError HEDDLE_SHUT_DOWN\ncannot put into queue "orders": it was shut down\n',
};

/** Those that print nothing: modules for threads, and what only a page or a bundler runs. */
const silent = [
  'bank.ts',
  'primes.ts',
  'walking.ts',
  'till.ts',
  'dyeing.ts',
  'squaring.ts',
  'urgency.ts',
  'bind-worker.ts',
  'wool.ts',
  'office.ts',
  'pool-bound.ts',
  'pool-worker.ts',
  'handle.ts',
];

test('every sample of the guide is accounted for', () => {
  expect(readdirSync(folder).toSorted()).toEqual([...Object.keys(prints), ...silent].toSorted());
});

test.each(Object.entries(prints))('%s prints what the guide says', async (file, expected) => {
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [fileURLToPath(new URL(file, folder))],
      { timeout: 60_000 },
      (error, out, err) => resolve({ stdout: out, stderr: `${error?.message ?? ''}${err}` }),
    );
  });
  expect(stderr).toBe('');
  expect(stdout).toBe(expected);
});
