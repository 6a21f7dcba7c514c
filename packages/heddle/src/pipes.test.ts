import { describe, expect, test } from 'vitest';
import { runOn, runtimes } from './fixtures/run-on.ts';

describe.each(runtimes)('ends of pipes in other processes on %s', (runtime) => {
  test('170–172: they talk with their other ends wherever those are, and are closed when their process dies', async () => {
    expect(JSON.parse(await runOn(runtime, 'pipes.ts', { args: [runtime] }))).toEqual({
      answers: [2, 4],
      polled: true,
      third: 6,
      handed: [true, 'InvalidStateError', 'InvalidStateError', 'InvalidStateError'],
      count: 3,
      sum: 6,
      there: [[true], 'there'],
      killed: [2, 'EndOfFileError', 'BrokenPipeError'],
      left: [[1], 'ProcessDiedError'],
      'never there': [[], 'ProcessStartError'],
      pool: 42,
      made: [true, true],
      blocked: { sum: 45_150, late: ['TimeoutError', 'TimeoutError'], end: 'EndOfFileError' },
      mixed: true,
      'waited for': 'InvalidStateError',
      'beside a function': 'CannotSendError',
      'to a thread': 'CannotSendError',
      'still here': [false, 2],
      closed: 'InvalidStateError',
    });
  });

  test('a program stays for what a daemon, or a worker that runs no call, may send, and for nothing else', async () => {
    expect(await runOn(runtime, 'pipe-daemon.ts')).toBe('from a daemon\nit waits\nfrom a worker');
  });
});
