import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, type Rolldown } from 'vite';

// Which adapter the runtimes get is seen by running on them, in links.test.ts; browsers get theirs from a bundler.

let folder = '';
let chunks: Rolldown.OutputChunk[] = [];

beforeAll(async () => {
  // Inside the package, so that `heddle` is found.
  folder = await mkdtemp(fileURLToPath(new URL('../.cache-', import.meta.url)));
  await writeFile(join(folder, 'app.js'), `import { Thread } from 'heddle'; console.log(Thread);`);
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    build: { write: false, minify: false, rolldownOptions: { input: join(folder, 'app.js') } },
  })) as Rolldown.RolldownOutput;
  chunks = built.output.filter((part) => part.type === 'chunk');
  workers = built.output.filter((part) => part.type === 'asset').map((part) => part.fileName);
}, 60_000);

let workers: string[] = [];

afterAll(() => rm(folder, { recursive: true }));

test('a bundle for browsers has the adapter for browsers, and no other', () => {
  const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules));
  expect(modules.some((path) => path.includes('packages/browser/dist'))).toBe(true);
  expect(modules.filter((path) => /packages\/(node|bun|deno)\/dist/.test(path))).toEqual([]);
});

test('the bundler sees the adapter’s own worker', () => {
  expect(workers).toEqual([expect.stringMatching(/^assets\/thread-.*\.js$/)]);
});
