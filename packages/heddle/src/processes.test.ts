import { describe, expect, test } from 'vitest';
import { resultOn, runtimes } from './fixtures/run-on.ts';

// Each case is a program that prints what it sees, and ends by itself, with 0: so it has waited for its processes.
describe.concurrent.each(runtimes)('processes on %s', { timeout: 40_000 }, (runtime) => {
  const program = async (...args: string[]): Promise<{ seen: unknown[]; stderr: string }> => {
    const { stdout, stderr } = await resultOn(runtime, 'processes.ts', { args });
    const lines = stdout.trim().split('\n');
    const seen = lines.map((line) => (/^[["\d]/.test(line) ? JSON.parse(line) : line) as unknown);
    return { seen, stderr };
  };
  const died = (who: string, how: string): string =>
    `ProcessDiedError: process "${who}" ended ${how} before its task did`;

  test('140: exit codes tell how one has ended', async () => {
    const { seen } = await program('exits');
    const before = ['none', true];
    expect(seen).toEqual([
      [before, 3, 0, false],
      [before, 'RangeError: boom', 1, false],
      [before, died('process-3', 'with code 7'), 7, false],
      [before, died('process-4', 'with code 0'), 0, false],
      [before, 'nothing', 5, false],
      [before, died('process-6', 'by SIGKILL'), -9, false],
      [before, died('process-7', 'by SIGTERM'), -15, false],
    ]);
  });

  test('141: terminate() lets finally run where it is heard, and ends it in any case; kill() ends it at once', async () => {
    const { seen } = await program('stopped');
    const error = (who: string): string => `ProcessDiedError: process "${who}" was terminated`;
    expect(seen).toEqual([
      [-15, error('process-1')],
      [-15, ['cleaned up'], error('idle')],
      [-15, [], error('computing')],
      [-15, [], error('blocked')],
      [-9, [], error('frozen')],
      [-9, ['stays', 'ignored'], error('ignoring')],
      [-15, [], error('loading')],
      [-9, [], error('idle')],
      [-9, [], error('computing')],
    ]);
  });

  test.runIf(process.platform === 'linux')('those that it has started end with it', async () => {
    const { seen } = await program('below');
    expect(seen).toEqual([
      [-15, 'all are gone'],
      [-9, 'all are gone'],
    ]);
  });

  test('142, 144, 145, 146: what a process tells of itself, before, while and after it runs', async () => {
    const { seen } = await program('itself');
    const refusal = (what: string): string => `InvalidStateError: cannot ${what}`;
    expect(seen).toEqual([
      ['none', false, 'none', false, 'someone'],
      [
        refusal('wait for the join of process "someone": it was not started'),
        refusal('terminate process "someone": it was not started'),
      ],
      ['number', true, false, 1],
      [
        refusal('start process "someone": a process starts once; make a new one'),
        refusal('close process "someone": it is still running; join or terminate it first'),
        refusal('set daemon of process "someone": it was started'),
      ],
      [
        { name: 'someone', pid: true, daemon: false, alive: true, isMain: false, children: 0 },
        true,
        'main',
      ],
      'ended',
      [false, 0, true, 0],
      [
        refusal('ask whether it is alive: process "someone": it was closed'),
        refusal('wait for the join of process "someone": it was closed'),
      ],
      ['main', true, 'none'],
    ]);
  });

  test('a subclass, an error with both stacks, a folder, variables, output, a thread that starts one', async () => {
    const { seen, stderr } = await program('made');
    expect(seen).toEqual([
      [16, 10],
      [true, { name: 'OddError', code: 'ODD', found: 3 }, true, true],
      ['/', 'yes', null],
      ['capture\n', 'capture to stderr\n'],
      ['', 'ignore to stderr\n'],
      3,
      'inherited',
    ]);
    expect(stderr).toBe('inherited to stderr\n');
  });

  test('143: a daemon starts no processes, and ends with the program, which waits for all others', async () => {
    const { seen } = await program('daemon');
    expect(seen).toEqual([
      3,
      'InvalidStateError: cannot start process "process-1": process-2 is a daemon, which is ended without a word to what it would have started',
      'the end',
    ]);
  });

  test('124: the end of a program waits for the calls of its processes', async () => {
    expect((await program('queued')).seen).toEqual([1, 2, 3, 'the end']);
  });

  test('148: a failure at which nobody looks is told, and the exit code is 1', async () => {
    const { seen, stderr } = await program('untold');
    expect(seen).toEqual([1]);
    expect(stderr).toMatch(
      /^Heddle: process "process-1" failed, and nobody asked for its result\(\): /,
    );
    expect(stderr).toContain('boom');
  });

  test('nothing is lost that was said before the end, however much: results, answers, output', async () => {
    const { seen } = await program('much');
    expect(seen).toEqual([
      [40 << 20, 7],
      [3000, 3000],
      [3000, 3000],
      [
        true,
        'ProcessDiedError: call of works.exit failed: worker "pool-1_0" of executor "pool-1" ended with code 0 before its task did',
      ],
    ]);
  });

  test('what cannot be run, or sent, is one error each', async () => {
    const { seen } = await program('bad');
    const before = ['none', true];
    const task = expect.stringMatching(
      /^ProcessStartError: process "process-1" could not load the module of missing\.f, file:.*not-there\.ts: /,
    );
    const thrown = expect.stringMatching(
      /^ProcessStartError: the module of never\.add, file:.*, threw as process "process-2" imported it: RangeError: not today$/,
    );
    const late = expect.stringMatching(
      /^ProcessStartError: process "process-\d" did not begin within 500 ms: it sent no answer/,
    );
    const garbage = expect.stringMatching(
      /^ProcessDiedError: process "process-6" was ended: the channel carries what Heddle did not write: 74 68 69 73/,
    );
    expect(seen).toEqual([
      [before, task, 1, false],
      [before, thrown, 1, false],
      [
        before,
        'ProcessStartError: process "process-3" ended with code 3 before it began',
        3,
        false,
      ],
      [before, late, -15, false],
      [before, late, -15, false],
      [before, garbage, -9, false],
      'ProcessStartError: cannot start process "process-7": there is no program /no/such/program; is it installed?',
      'ProcessStartError: cannot start process "process-8": there is no program no-such-program; is it installed, and in PATH?',
      'ProcessStartError: cannot start process "process-9": there is no folder /no/such/folder',
      'PermissionError: cannot start process "process-10": /dev/null may not be run',
      'CannotSendError: cannot send args[1]: a function',
      0,
    ]);
  });

  test('a limit of memory is named where it is passed, and where there is none', async () => {
    const { seen } = await program('memory');
    expect(seen).toEqual(
      runtime === 'bun'
        ? [
            'NotSupportedError: cannot start process "process-1" with a memoryLimit: Bun gives each process as much memory as there is',
          ]
        : [
            'nothing',
            [
              'ProcessDiedError: process "process-1" ended: it needed more memory than its memoryLimit of 32 MB',
              true,
            ],
          ],
    );
  });

  test('what a process has left behind, with its output in its hands, delays no end', async () => {
    expect((await program('behind')).seen).toEqual(['the end']);
  });

  test.runIf(process.platform === 'linux')(
    'no descriptor and no process is left of those that have ended',
    async () => {
      expect((await program('leaks', '12')).seen).toEqual([0]);
    },
  );

  test('it has children of every runtime', async () => {
    const each = (name: string): unknown[] => [
      name,
      'below',
      ['OddError: 1 is odd', 1, false],
      [died('exiting', 'with code 4'), 4, false],
      [-15, true],
      7,
    ];
    expect((await program('mixed')).seen).toEqual(['node', 'bun', 'deno'].flatMap(each));
  });
});
