import { describe, expect, test } from 'vitest';
import { resultOn, type Runtime } from './fixtures/run-on.ts';

/** How a program ended, and what it said. */
async function endOf(
  runtime: Runtime,
  program: string,
  name: string,
): Promise<{ code: number; lines: string[]; stdout: string }> {
  const { code, stdout, stderr, killed } = await resultOn(runtime, program, { args: [name] }).then(
    (output) => ({ ...output, code: 0, killed: false }),
    (error: { code: number; stdout: string; stderr: string; killed: boolean }) => error,
  );
  expect(killed, `${name} hung; it printed ${stdout} ${stderr}`).toBe(false);
  return { code, stdout, lines: stderr.trimEnd().split('\n') };
}

const headline =
  'Heddle: nothing can run any more, and nothing from outside is waited for. What waits:';
/** Frames that are not the user's. */
const own = /(?:core|node|bun|deno)\/(?:dist|src)|node:/;
const jobs = 'get of queue "jobs"';

/** What it says below the headline, in the order of the threads' names; `turns` and what comes after the wait left out. */
async function stalled(runtime: Runtime, program: string, name: string): Promise<string[]> {
  const { code, lines } = await endOf(runtime, program, name);
  expect(code).toBe(13);
  expect(lines).toContain(headline);
  const said = lines.slice(lines.indexOf(headline) + 1, -1);
  expect(lines.at(-1)).toMatch(/^captureStacks\(true\) tells/);
  const parts = said.join('\n').split(/\n(?! )/);
  return parts
    .toSorted()
    .flatMap((part) => part.split('\n').map((line) => line.replace(/ \(for \d+ turns?\).*$/, '')));
}

// Deno's main thread alone: its workers cannot tell when they have nothing left to do.
describe.each(['node', 'bun', 'deno'] as const)('a thread that cannot go on, on %s', (runtime) => {
  test('is told with each task that waits, and the program ends with 13', async () => {
    const said = await stalled(runtime, 'stall.ts', 'queue');
    expect(said).toEqual(['thread main', `  consume: waiting for ${jobs}`]);
  });

  test('tells who holds what is waited for', async () => {
    const { lines } = await endOf(runtime, 'stall.ts', 'lock');
    expect(lines.join('\n')).toMatch(
      /waiter: waiting for acquire of "account" .*: holder \(main\) holds it and waits for queue "jobs"/,
    );
  });

  test('tells from where, if that was asked for', async () => {
    const { lines } = await endOf(runtime, 'stall.ts', 'stacks');
    const frames = lines.filter((line) => /^ +(?:spawned )?at /.test(line));
    expect(frames[0]).toMatch(/at consume \(.*stall\.ts:\d+:\d+\)$/);
    expect(frames.find((line) => line.includes('spawned at'))).toMatch(/stall\.ts:\d+:\d+\)$/);
    for (const frame of frames) expect(frame).not.toMatch(own);
  });

  test('shows no frames but those of the program, of async functions and run() too', async () => {
    const { lines } = await endOf(runtime, 'stall.ts', 'stacks of all');
    const frames = lines.filter((line) => /^ +(?:spawned )?at /.test(line));
    expect(frames.some((frame) => /at reader \(.*stall\.ts/.test(frame))).toBe(true);
    expect(frames.some((frame) => /at limited \(.*stall\.ts/.test(frame))).toBe(true);
    for (const frame of frames) expect(frame).toMatch(/stall\.ts:\d+:\d+\)?$/);
  });

  test('tells that a holder has ended', async () => {
    const { lines } = await endOf(runtime, 'stall.ts', 'ended holder');
    expect(lines.join('\n')).toMatch(
      /waiter: waiting for .*: holder \(main\) holds it, and has ended without releasing it/,
    );
  });

  test.each([
    ['task fails', 'the real error'],
    ['main fails', 'the real error'],
    ['promise rejects', 'the real error'],
    ['timer rejects', 'the real error'],
    ['two fail', 'the real error'],
    ['deadlock', 'left (main) holds "a" and waits for "b"'],
  ])('an error that nobody takes is told instead: %s', async (name, error) => {
    const { code, lines } = await endOf(runtime, 'stall.ts', name);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain(error);
    expect(lines).not.toContain(headline);
  });

  test('an error that the program takes as the last is followed by what waits', async () => {
    const { code, lines } = await endOf(runtime, 'stall.ts', 'taken');
    expect(code).toBe(13);
    expect(lines.slice(0, 2)).toEqual(['taken: the real error', headline]);
  });

  test('tells of async functions, run() and groups', async () => {
    expect(await stalled(runtime, 'stall.ts', 'async')).toEqual([
      'thread main',
      `  reader: waiting for ${jobs}`,
    ]);
    expect(await stalled(runtime, 'stall.ts', 'run')).toEqual([
      'thread main',
      '  main: waiting for end of task group "pair"',
      `    consume: waiting for ${jobs}`,
      `    first (in task group "pair"): waiting for ${jobs}`,
      `    second (in task group "pair"): waiting for ${jobs}`,
    ]);
  });

  test('keeps an exit code that the program has set', async () => {
    const { code, lines } = await endOf(runtime, 'stall.ts', 'own code');
    expect(code).toBe(3);
    expect(lines[0]).toBe(headline);
  });
});

describe.each(['node', 'bun'] as const)('threads that cannot go on, on %s', (runtime) => {
  const said = (name: string): Promise<string[]> => stalled(runtime, 'stall.ts', name);

  test('two that wait for each other', async () => {
    expect(await said('each other')).toEqual([
      'thread main',
      '  swap: waiting for get of queue "back"',
      'thread stall.swap (other)',
      '  stall.swap: waiting for get of queue "there"',
    ]);
  });

  test('two that wait for each other, and a main thread that has nothing to do', async () => {
    expect(await said('two threads')).toEqual([
      'thread main',
      '  no tasks',
      'thread stall.swap (one)',
      '  stall.swap: waiting for get of queue "there"',
      'thread stall.swap (two)',
      '  stall.swap: waiting for get of queue "back"',
    ]);
  });

  test('one is blocked, and the main thread waits for it', async () => {
    expect(await said('blocked')).toEqual([
      'thread main',
      '  joins: waiting for result of thread "blocked"',
      'thread stall.block (blocked)',
      expect.stringMatching(/^ {2}blocked in getSync from queue "jobs"/),
      '  stall.block: running',
    ]);
  });

  test('the main thread is blocked, and so is another', async () => {
    const lines = await said('blocked main');
    expect(lines.filter((line) => !line.startsWith(' '))).toEqual([
      'thread main',
      'thread stall.block (blocks)',
      'thread stall.wait (waits)',
    ]);
    expect(lines.filter((line) => line.startsWith('  blocked in getSync from'))).toHaveLength(2);
  });

  test('one has died with the lock: that is an error, and nobody waits', async () => {
    const { code, lines } = await endOf(runtime, 'stall.ts', 'lost');
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(
      /acquire of "lost": stall\.hold \(holder\) held it and has died/,
    );
    expect(lines).not.toContain(headline);
  });

  test('a thread alone waits', async () => {
    expect((await said('idle')).slice(0, 3)).toEqual([
      'thread main',
      '  no tasks',
      'thread stall.block (idle)',
    ]);
  });

  test('an error that nobody takes is told instead, while a thread waits', async () => {
    const { code, lines } = await endOf(runtime, 'stall.ts', 'fails beside a thread');
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('the real error');
    expect(lines).not.toContain(headline);
  });

  test('after work has been done', async () => {
    expect(await said('after work')).toEqual(['thread main', `  waits: waiting for ${jobs}`]);
  });
});

describe.each(['node', 'bun'] as const)(
  'a top-level await that nothing can settle, on %s',
  (runtime) => {
    test.each([
      ['queue', ['thread main', `  outside of all tasks: waiting for ${jobs}`]],
      ['lock', ['thread main', `  stuck: waiting for ${jobs}`]],
      [
        'thread',
        [
          'thread main',
          '  outside of all tasks: waiting for result of thread "waits"',
          'thread stall.wait (waits)',
          `  stall.wait: waiting for ${jobs}`,
        ],
      ],
      ['after thread', ['thread main', `  outside of all tasks: waiting for ${jobs}`]],
    ])('of a %s', async (name, said) => {
      expect(await stalled(runtime, 'stall-top-level.ts', name)).toEqual(said);
    });
  },
);

test.each(['queue', 'lock', 'after thread'])(
  'a top-level await that nothing can settle, of a %s, on deno: it says where that is',
  async (name) => {
    const { code, lines } = await endOf('deno', 'stall-top-level.ts', name);
    expect(code).toBe(1);
    expect(lines[0]).toBe('error: Top-level await promise never resolved');
    expect(lines.at(-1)).toMatch(/stall-top-level\.ts:\d+:\d+\)$/);
  },
);

describe.each(['node', 'bun', 'deno'] as const)('no false alarm on %s', (runtime) => {
  test.each([
    ['timer', 'timer'],
    ['sleep', 'sleep'],
    ['socket', 'socket'],
    ['fetch', 'fetch'],
    ['child', 'child'],
    ['file', 'file'],
    ['port', 'port'],
    ['computing', 'computed'],
    ['later', 'later'],
    ['left behind', 'later'],
    ['unheld', 'unheld'],
    ['beside', 'beside'],
    ['round', 'round'],
    ['beside another', 'later'],
  ])('while a task waits for what comes by a %s', async (name, printed) => {
    const { code, stdout, lines } = await endOf(runtime, 'no-stall.ts', name);
    expect({ code, stdout, lines }).toEqual({ code: 0, stdout: `${printed}\n`, lines: [''] });
  });

  test.each(['nothing', 'left promise', 'unref timer', 'daemon', 'race', 'cancelled', 'printing'])(
    'when what is left is: %s',
    async (name) => {
      const { code, lines } = await endOf(runtime, 'no-stall.ts', name);
      expect({ code, lines }).toEqual({ code: 0, lines: [''] });
    },
  );
});
