import { describe, expect, test } from 'vitest';
import { runOn, runtimes } from './fixtures/run-on.ts';

// Each program ends by itself, with 0, or `runOn` fails.
describe.each(runtimes)('daemons on %s', (runtime) => {
  const program = async (name: string): Promise<string[]> =>
    (await runOn(runtime, 'daemons.ts', { args: [name] })).split('\n');

  test('a program ends without them, whether they compute, are parked, wait or are idle', async () => {
    expect(await program('dropped')).toEqual(['all are there', 'the end']);
  });

  test('it waits for threads that are none beside one that is', async () => {
    expect(await program('waited for')).toEqual(['worked', 'the end']);
  });

  test('one that somebody joins is waited for', async () => {
    expect(await program('joined')).toEqual(['worked', 'got worked', 'the end']);
  });

  test('until that is given up: by a time limit, or with its task', async () => {
    expect(await program('join given up')).toEqual(['TimeoutError', 'the end']);
    expect(await program('join in a task')).toEqual(['the end']);
  });

  test('one that has what the program waits for is waited for', async () => {
    expect(await program('holds a lock')).toEqual(['got the lock', 'the end']);
  });

  test('a thread that another one starts is a daemon as that is, unless it is told', async () => {
    expect(await program('inherited')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/true, true/),
        expect.stringMatching(/false, false/),
      ]),
    );
  });

  test('one that a thread has started is not waited for when that has ended', async () => {
    expect(await program('abandoned')).toEqual(['computing', 'the end']);
  });

  test('a thread that is none is waited for, though a daemon has started it', async () => {
    expect(await program('no daemon below')).toEqual([
      'true, below: false',
      'working',
      'the one below',
      'the end',
    ]);
  });

  // On Deno it would hold the program open: nothing lets go of a thread that is no daemon itself.
  test('it lives on when the thread that started it has ended; on Deno it ends with that', async () => {
    expect(await program('outlived')).toEqual([
      runtime === 'deno' ? 'AbandonedLockError' : 'lives',
      'the end',
    ]);
  });
});
