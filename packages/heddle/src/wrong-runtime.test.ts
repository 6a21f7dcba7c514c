import { expect, test } from 'vitest';
import { runOn, type Runtime } from './fixtures/run-on.ts';

const importsOn = async (runtime: Runtime, ...adapters: string[]): Promise<string[]> =>
  JSON.parse(await runOn(runtime, 'wrong-runtime.ts', { args: adapters }));

test.each([
  [
    'node',
    '@heddle/bun',
    /@heddle\/bun is for Bun; this is Node \d+\S*: import @heddle\/node or heddle$/,
  ],
  [
    'node',
    '@heddle/deno',
    /@heddle\/deno is for Deno; this is Node \d+\S*: import @heddle\/node or heddle$/,
  ],
  [
    'bun',
    '@heddle/node',
    /@heddle\/node is for Node; this is Bun \d+\S*: import @heddle\/bun or heddle$/,
  ],
  [
    'bun',
    '@heddle/deno',
    /@heddle\/deno is for Deno; this is Bun \d+\S*: import @heddle\/bun or heddle$/,
  ],
  [
    'deno',
    '@heddle/node',
    /@heddle\/node is for Node; this is Deno \d+\S*: import @heddle\/deno or heddle$/,
  ],
  [
    'deno',
    '@heddle/bun',
    /@heddle\/bun is for Bun; this is Deno \d+\S*: import @heddle\/deno or heddle$/,
  ],
] as const)('%s does not take %s', async (runtime, adapter, message) => {
  const [outcome] = await importsOn(runtime, adapter);
  expect(outcome).toMatch(/^PlatformError: /);
  expect(outcome).toMatch(message);
});

test.each(['node', 'bun', 'deno'] as const)(
  'on %s, server-side rendering may import the adapter for browsers, before or after',
  async (runtime) => {
    const own = `@heddle/${runtime}`;
    const adapters = ['@heddle/browser', own, '@heddle/browser'];
    expect(await importsOn(runtime, ...adapters)).toEqual(adapters.map(() => 'imported'));
  },
);

test('on Deno, a worker without the permission to read says which flag is missing', async () => {
  const printed = await runOn('deno', 'permission.ts', { flags: ['run', '--no-prompt'] });
  expect(printed).toMatch(/^Error: .*--allow-read/);
});
