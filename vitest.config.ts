import { defineConfig } from 'vitest/config';

const runtime = 'Bun' in globalThis ? 'bun' : 'Deno' in globalThis ? 'deno' : 'node';

/** Core is tested everywhere, an adapter on its own runtime, what is about the repository on Node. */
const folders = {
  node: [
    'packages/core',
    'packages/node',
    'packages/heddle',
    'packages/process',
    'packages/conformance',
    'bench',
    'scripts',
  ],
  bun: ['packages/core', 'packages/process', 'packages/bun'],
  deno: ['packages/core', 'packages/process', 'packages/deno'],
}[runtime];

export default defineConfig({
  // `using` is younger than some of the engines.
  oxc: { target: 'es2023' },
  test: {
    // Under Bun, Vitest's forks do not answer.
    pool: runtime === 'bun' ? 'threads' : 'forks',
    // For tests of what the garbage collector gives back; Bun has a function of its own, Deno gets garbage instead.
    execArgv: runtime === 'node' ? ['--expose-gc'] : [],
    testTimeout: 60_000, // a crowded machine may take ten times as long as an idle one
    projects: folders.map((folder) => ({
      extends: true,
      root: folder,
      test: {
        name: folder.replace('packages/', ''),
        include: folder === 'scripts' ? ['**/*.test.ts'] : ['src/**/*.test.ts'],
        // These go through every order of an algorithm's steps, which is the same on every engine, and takes a while.
        exclude: runtime === 'node' ? [] : ['**/*.explore.test.ts'],
      },
    })),
  },
});
