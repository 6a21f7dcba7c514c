import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { findBrowser, type BrowserName } from '../../../scripts/browser/find.ts';
import { launchBrowser } from '../../../scripts/browser/launch.ts';

const results = fileURLToPath(new URL('../test-results/', import.meta.url));

/** One of the system's browsers, without a window. */
export async function openBrowser(name: BrowserName): Promise<Browser> {
  const executablePath = findBrowser(name);
  if (executablePath === undefined) {
    throw new Error(
      `${name} is not installed: "pnpm test" at the root of the repository installs it`,
    );
  }
  return launchBrowser(name, executablePath);
}

/** A page, and what went wrong in it. */
export interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
}

export async function openPage(browser: Browser, url: string): Promise<Opened> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warn') errors.push(line.text());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, errors };
}

/** Keeps a picture of the whole page. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(results, { recursive: true });
  await page.screenshot({ path: `${results}${name}.png`, fullPage: true });
}

/** Waits until the element is there and its text has something, which it gives. */
export async function textOf(page: Page, selector: string): Promise<string> {
  const text = await page.waitForFunction(
    (wanted) => document.querySelector(wanted)?.textContent?.trim() || false,
    { timeout: 100_000 },
    selector,
  );
  return String(await text.jsonValue());
}
