import { describe, expect, test } from 'vitest';
import { resultOn, runOn, runtimes } from './fixtures/run-on.ts';

describe.each(runtimes)('the end of a thread on %s', (runtime) => {
  const program = (name: string): Promise<string> => runOn(runtime, 'ends.ts', { args: [name] });

  test('all that it printed is there before its result', async () => {
    const lines = Array.from({ length: 1000 }, (_, n) => `line ${n}`);
    expect((await program('printed')).split('\n')).toEqual([...lines, 'done']);
  });

  // An exit() of the main thread of Node loses what its own reader has not taken, whoever has printed it.
  test.each(['printed and exited', 'printed below', 'printed and left'])(
    'both streams are complete and in order when the program ends: %s',
    async (name) => {
      const { stdout, stderr } = await resultOn(runtime, 'ends.ts', { args: [name] });
      const lines = (stream: string): string =>
        Array.from({ length: 2000 }, (_, n) => `${stream} ${n}\n`).join('');
      expect([stdout, stderr]).toEqual([lines('out'), lines('err')]);
    },
  );

  test('66: one that ends itself with 0 has not failed; with another code it has, and is told', async () => {
    const { stdout, stderr } = await resultOn(runtime, 'ends.ts', {
      args: ['exit in the thread'],
    });
    expect(stdout).toBe('out 0\nout 0\n');
    expect(stderr).not.toContain('"exit-0" failed');
    expect(stderr).toContain('thread "exit-3" failed, and nobody asked for its result()');
  });

  test('69: a worker that Heddle did not start is a daemon with an ident of its own, called foreign', async () => {
    expect(JSON.parse(await program('foreign'))).toEqual({
      name: 'foreign',
      unique: true,
      isMain: false,
      daemon: true,
      alive: true,
    });
  });

  test('its time to start is not over because the creator was held up', async () => {
    expect(await program('held up')).toBe('1');
  });

  test('threads that it started live on, and so do theirs', async () => {
    expect((await program('outlived')).split('\n')).toEqual([
      'left',
      'generation 3',
      'generation 2',
      'generation 1',
    ]);
  });

  test('a failure that nobody asked for is told, though its creator ends too', async () => {
    const { stderr } = await resultOn(runtime, 'ends.ts', { args: ['failure below'] });
    expect(stderr).toMatch(/thread "below" failed, and nobody asked.*lost in below/s);
  });

  test('a rejection that it leaves behind is its failure', async () => {
    expect(await program('rejection')).toBe('RangeError: left behind');
  });

  test('one whose module shares something as it is loaded cannot begin', async () => {
    expect(await program('shared early')).toMatch(/^ThreadStartError: .*share it inside the task$/);
  });

  test('one of the file that starts it is refused where it would be started again and again', async () => {
    await expect(runOn(runtime, 'unguarded.ts')).rejects.toMatchObject({
      killed: false,
      stdout: expect.stringMatching(/InvalidStateError: .*behind if \(isMainThread\)/),
    });
  });

  test('threads that wait, are parked or compute do not hold up an exit, nor change its code', async () => {
    await expect(program('exit')).rejects.toMatchObject({ code: 7, killed: false });
  });
});

// It takes 63 threads to see, and nothing of the runtime's.
test('a thread that has stayed for others gives its number back', async () => {
  expect(await runOn('node', 'ends.ts', { args: ['numbers'] })).toBe('63 together');
}, 60_000);
