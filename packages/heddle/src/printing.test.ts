import { describe, expect, test } from 'vitest';
import { resultOn, runtimes } from './fixtures/run-on.ts';

// Each program ends by itself, with 0, or `resultOn` fails.
describe.each(runtimes)('what the threads of a pool have printed on %s', (runtime) => {
  const program = (name: string): Promise<{ stdout: string; stderr: string }> =>
    resultOn(runtime, 'printing.ts', { args: [name] });
  const printed = (stream: string): string[] =>
    Array.from({ length: 2000 }, (_, n) => `${stream} ${n}`);
  const linesOf = (text: string): string[] => text.trimEnd().split('\n');

  test.each([
    'awaited',
    'not awaited',
    'blocked for',
    'by an initializer',
    'by a pool of a call',
    'by a pool of a thread',
    'shut down and exited',
  ])('is complete and in order at the end of the program: %s', async (name) => {
    const { stdout, stderr } = await program(name);
    expect([linesOf(stdout), linesOf(stderr)]).toEqual([printed('out'), printed('err')]);
  });

  test('is complete where several print at a time', async () => {
    const { stdout, stderr } = await program('by several');
    expect(linesOf(stdout)).toEqual(Array.from({ length: 2000 }, () => 'out 0'));
    expect(linesOf(stderr)).toEqual(Array.from({ length: 2000 }, () => 'err 0'));
  });

  test('calls that come after shutdown are refused, and who makes them hears of that once', async () => {
    expect(await program('refused')).toEqual({ stdout: 'ShutDownError\n', stderr: '' });
  });

  test('a failure at which nobody looks is told, and the program ends as it would', async () => {
    const { stdout, stderr } = await program('failed');
    expect(stdout).toBe('');
    expect(stderr).toContain('nobody looks');
    expect(stderr).toContain('call of printers.fail in executor "p"');
  });
});
