import { launch, type Browser, type LaunchOptions } from 'puppeteer-core';
import type { BrowserName } from './find.ts';

const chromiumFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium refuses to run its sandbox as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Starts a browser without a window. `flags` are for Chromium. */
export function launchBrowser(
  name: BrowserName,
  executablePath: string,
  { flags = [], ...options }: LaunchOptions & { flags?: readonly string[] } = {},
): Promise<Browser> {
  return launch({
    ...options,
    executablePath,
    headless: true,
    ...(name === 'firefox'
      ? { browser: 'firefox' }
      : { browser: 'chrome', args: [...chromiumFlags, ...flags] }),
  });
}
