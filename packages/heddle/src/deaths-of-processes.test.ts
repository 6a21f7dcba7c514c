import { describe, expect, test } from 'vitest';
import { runOn, runtimes } from './fixtures/run-on.ts';

// A process kills itself at each of its writes to its parent: nothing hangs, and what was told in full counts.
describe.concurrent.each(runtimes)('a process that dies on %s', { timeout: 40_000 }, (runtime) => {
  const program = async (name: string): Promise<string[]> =>
    (await runOn(runtime, 'deaths-of-processes.ts', { args: [name] })).split('\n');

  test('at any step of a task: one error of its own, or the result, and -9', async () => {
    expect(await program('process')).toEqual([
      '1 before: ProcessStartError -9',
      '1 within: ProcessStartError -9',
      '1 after: ProcessDiedError -9',
      '2 before: ProcessDiedError -9',
      '2 within: ProcessDiedError -9',
      '2 after: 3 -9',
      '3 before: 3 0',
      '3 within: 3 0',
      '3 after: 3 0',
    ]);
  });

  test('128: again and again in a pool: each call has its sum or ProcessDiedError, and the pool goes on', async () => {
    const lines = await program('pool');
    expect(lines).toHaveLength(9);
    for (const line of lines)
      expect(line).toMatch(/: (sum|ProcessDiedError)( (sum|ProcessDiedError)){4}$/);
    const died = lines.map((line) => line.split('ProcessDiedError').length - 1);
    // One that dies before it has begun answers no call; where it has answered, it is the next that fails.
    expect(died.slice(0, 2)).toEqual([5, 5]);
    expect(lines[2]).toMatch(/^1 after: sum ProcessDiedError sum /);
    expect(lines[5]).toMatch(/^2 after: sum sum ProcessDiedError /);
  });

  test('nothing is kept for it of what it was given and did not get', async () => {
    const flags = {
      node: ['--expose-gc'],
      bun: [],
      deno: ['run', '--allow-all', '--v8-flags=--expose-gc'],
    };
    const collected = await runOn(runtime, 'kept-for-the-dead.ts', { flags: flags[runtime] });
    expect(JSON.parse(collected)).toEqual(['1 before', '2 before', 'pool']);
  });

  test("128: with onWorkerDeath: 'break' all others fail, and the error tells how it has ended", async () => {
    expect(await program('broken')).toEqual([
      '1 within: ProcessDiedError -9 SIGKILL number, BrokenProcessPoolError -9 SIGKILL number, BrokenProcessPoolError',
    ]);
  });
});
