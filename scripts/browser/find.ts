import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cachedBrowser } from './cache.ts';

export type BrowserName = 'chromium' | 'firefox';

export const browserNames: readonly BrowserName[] = ['chromium', 'firefox'];

const commands: Record<BrowserName, readonly string[]> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  firefox: ['firefox-esr', 'firefox'],
};

const applications: Record<BrowserName, readonly string[]> = {
  chromium: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  ],
  firefox: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    String.raw`C:\Program Files\Mozilla Firefox\firefox.exe`,
  ],
};

/** Names a browser's program, for every step alike. */
export const browserVariable = {
  chromium: 'HEDDLE_CHROMIUM',
  firefox: 'HEDDLE_FIREFOX',
} as const satisfies Record<BrowserName, string>;

/** The path of a browser: as its variable says, in PATH, where its installer puts it, or downloaded before. */
export function findBrowser(name: BrowserName): string | undefined {
  const named = process.env[browserVariable[name]];
  if (named !== undefined) return named;
  const inPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => commands[name].map((command) => join(folder, command)));
  return [...inPath, ...applications[name]].find(isExecutable) ?? cachedBrowser(name);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
