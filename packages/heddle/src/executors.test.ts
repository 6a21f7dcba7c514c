import { describe, expect, test } from 'vitest';
import { resultOn, runOn, runtimes } from './fixtures/run-on.ts';

// Each program ends by itself, with 0, or `runOn` fails.
describe.each(runtimes)('executors on %s', (runtime) => {
  const program = async (name: string): Promise<string[]> =>
    (await runOn(runtime, 'executors.ts', { args: [name] })).split('\n');

  test.each([
    ['an executor that has nothing to do holds no program open', 'idle', ['3', 'the end']],
    [
      'nor do the limits of calls that have ended, or the idle time of a thread',
      'limits',
      ['3', '[ 1, 2 ]', 'the end'],
    ],
    ['a call does, though nobody awaits it', 'called', ['done', 'the end']],
    ['who waits for the end of an executor is told of it', 'shut down', ['3', '0', 'the end']],
    ['so is who leaves the block that has it', 'left', ['3', 'left', 'the end']],
    ['so is who ends its workers by force', 'ended', ['0', 'the end']],
    [
      'what was cancelled with its executor holds nothing',
      'shut down and cancelled',
      ['cancelled', 'the end'],
    ],
    ['an exit waits for no call, sent or not', 'exited', ['the end']],
    ['nor for one that runs', 'exited while it runs', ['TimeoutError', 'the end']],
  ])('%s', async (_, name, printed) => {
    expect(await program(name)).toEqual(printed);
  });

  test('124: the end of a program waits for all calls, those in the line too', async () => {
    const all = ['0', '1', '2', '3', '4', 'the end'];
    expect(await program('queued')).toEqual(all);
    expect(await program('mapped')).toEqual(all);
  });

  test('124: also if the executor was shut down and nobody waits for that', async () => {
    expect(await program('shut down at once')).toEqual(['0', '1', '2', '3', '4', 'the end']);
  });

  test('what its threads have printed is there when it has shut down', async () => {
    const { stdout, stderr } = await resultOn(runtime, 'executors.ts', { args: ['printed'] });
    expect(linesOf(stdout, 'out')).toEqual(printedByAll);
    expect(linesOf(stderr, 'err')).toEqual(printedByAll);
  });

  test('a failure at which nobody has looked is told at the end, and no other', async () => {
    const { stderr } = await resultOn(runtime, 'executors.ts', { args: ['failed'] });
    expect(stderr).toMatch(
      /^Heddle: call of clerks\.fail in executor "pool-1" failed, and nobody looked at it: /,
    );
    expect(stderr).toContain('RangeError: nobody looks at this');
    expect(stderr).not.toContain('somebody looks at this');
  });

  test('nor one that somebody looks at after another call, for which the program waited', async () => {
    const { stdout, stderr } = await resultOn(runtime, 'executors.ts', {
      args: ['looked at later'],
    });
    expect(stdout.trim().split('\n')).toEqual(['late', 'somebody looks at this', 'the end']);
    expect(stderr).toBe('');
  });

  test('so is what becomes of the calls of an executor whose thread has ended itself', async () => {
    const { stderr } = await resultOn(runtime, 'executors.ts', { args: ['failed in the end'] });
    const told = stderr.match(/^Heddle: call of \S+ in executor "pool-1" failed/gm);
    expect(told).toEqual([
      'Heddle: call of clerks.exit in executor "pool-1" failed',
      'Heddle: call of clerks.add in executor "pool-1" failed',
    ]);
    expect(stderr).toContain('ended with code 3');
  });
});

/** Call by call, what each has printed, in its own order. */
const printedByAll = Array.from({ length: 20 }, (_, call) =>
  Array.from({ length: 100 }, (_unused, n) => `${call} ${n}`),
).flat();

function linesOf(stream: string, name: string): string[] {
  const lines = stream.split('\n').filter((line) => line.startsWith(`${name} `));
  const rest = lines.map((line) => line.slice(name.length + 1));
  return rest.toSorted((a, b) => Number(a.split(' ')[0]) - Number(b.split(' ')[0]));
}
