import { accessSync, constants, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine, EngineId } from './engine.ts';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../../../', import.meta.url));

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A program from an npm package of the workspace. */
function fromPackage(name: string, ...files: string[]): string[] {
  try {
    const folder = dirname(require.resolve(`${name}/package.json`));
    return files.map((file) => join(folder, file));
  } catch {
    return [];
  }
}

function onPath(...names: string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffix = platform() === 'win32' ? '.exe' : '';
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
}

/** Browsers that `pnpm test` has downloaded into the checkout, or puppeteer for its user; the latest first. */
function downloaded(pattern: string): string[] {
  const caches = [join(root, '.cache/browsers'), join(homedir(), '.cache/puppeteer')];
  return globSync(caches.map((cache) => join(cache, pattern)))
    .toSorted()
    .toReversed();
}

const places: Record<
  EngineId,
  () => { env: string; title: string; paths: string[]; advice: string }
> = {
  node: () => ({
    env: 'HEDDLE_NODE',
    title: 'Node',
    paths: [...fromPackage('node', 'bin/node', 'bin/node.exe'), process.execPath],
    advice: 'run `npx pnpm@12 install`, or name one with --node',
  }),
  bun: () => ({
    env: 'HEDDLE_BUN',
    title: 'Bun',
    paths: [...fromPackage('bun', 'bin/bun.exe'), ...onPath('bun')],
    advice: 'run `npx pnpm@12 install`, or name one in HEDDLE_BUN',
  }),
  deno: () => ({
    env: 'HEDDLE_DENO',
    title: 'Deno',
    paths: [...fromPackage('deno', 'deno', 'deno.exe'), ...onPath('deno')],
    advice: 'run `npx pnpm@12 install`, or name one in HEDDLE_DENO',
  }),
  chromium: () => ({
    env: 'HEDDLE_CHROMIUM',
    title: 'Chromium',
    paths: [
      ...onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'),
      '/usr/bin/chromium',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
      ...downloaded('chrome/*/*/chrome'),
    ],
    advice:
      'run `apt-get install chromium` or `npx pnpm@12 test`, which installs it, or name one in HEDDLE_CHROMIUM',
  }),
  firefox: () => ({
    env: 'HEDDLE_FIREFOX',
    title: 'Firefox',
    paths: [
      ...onPath('firefox', 'firefox-esr'),
      '/usr/bin/firefox-esr',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      String.raw`C:\Program Files\Mozilla Firefox\firefox.exe`,
      ...downloaded('firefox/*/firefox/firefox'),
    ],
    advice:
      'run `apt-get install firefox-esr` or `npx pnpm@12 test`, which installs it, or name one in HEDDLE_FIREFOX',
  }),
};

/** Looks for a runtime: the given path, its environment variable, the workspace, PATH, the usual places. */
export function findEngine(id: EngineId, given?: string): Engine {
  const { env, title, paths, advice } = places[id]();
  const named = given ?? process.env[env];
  // Whoever names one wants that one: no other takes its place in silence.
  const path = named === undefined ? paths.find(runnable) : [named].find(runnable);
  return {
    id,
    title,
    path,
    advice: named === undefined ? advice : `${named} cannot be run; ${advice}`,
  };
}
