import { test } from 'vitest';
import { runOn } from './fixtures/run-on.ts';

const node = ['--permission', '--allow-fs-read=*'];
const deno = ['run', '--no-prompt', '--allow-read'];
const refused =
  'PermissionError HEDDLE_PERMISSION 0 cannot start process "process-1": this program may not';

// Nothing was started, and nothing is left.
test.concurrent.for([
  ['node', node, 'do so; allow it by node --permission --allow-child-process'],
  [
    'deno',
    [...deno, '--allow-env'],
    /run (\S+); allow it by deno run --allow-run=\1, or any program by --allow-run$/,
  ],
  [
    'deno',
    [...deno, '--allow-env', '--allow-run=ls'],
    /run (\S+); allow it by deno run --allow-run=\1, or any program by --allow-run$/,
  ],
  ['deno', [...deno, '--allow-run'], 'do so; allow it by deno run --allow-env'],
] as const)(
  'what %s may not start with %s names the flag',
  async ([runtime, flags, why], { expect }) => {
    const printed = await runOn(runtime, 'refused-process.ts', { flags: [...flags] });
    expect(printed.startsWith(refused)).toBe(true);
    expect(printed).toMatch(why);
  },
);

test.concurrent('what it may is as before', async ({ expect }) => {
  const all: ['node' | 'deno', string[]][] = [
    ['node', [...node, '--allow-child-process']],
    ['deno', [...deno, '--allow-env', '--allow-run']],
  ];
  for (const [runtime, flags] of all) {
    expect(await runOn(runtime, 'refused-process.ts', { flags })).toBe('3');
  }
});

test.concurrent('on Deno, the flag that is named is enough', async ({ expect }) => {
  const flags = [...deno, '--allow-env'];
  const printed = await runOn('deno', 'refused-process.ts', { flags });
  const flag = /--allow-run=\S+(?=,)/.exec(printed)![0];
  expect(await runOn('deno', 'refused-process.ts', { flags: [...flags, flag] })).toBe('3');
});
