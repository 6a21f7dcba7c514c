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

/** Keeps a picture of the whole page, for those who ask for it: to draw long pages takes as long as to test them. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env['HEDDLE_PICTURES'] === undefined) return;
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

/**
 * Presses the button with this text within `part`, once it can be pressed. When this ends the page has taken note of it, so
 * that what was there before is not taken for what comes of it.
 */
export async function press(page: Page, part: string, label: string): Promise<void> {
  await page.waitForFunction(
    async (within, text) => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>(`${within} button`)];
      const button = buttons.find(
        ({ disabled, textContent }) => !disabled && textContent.replace('▶', '').trim() === text,
      );
      if (button === undefined) return false;
      button.click();
      await new Promise((resolve) => setTimeout(resolve));
      return true;
    },
    { timeout: 60_000 },
    part,
    label,
  );
}

/** Moves a slider. */
export const slide = (page: Page, slider: string, value: number): Promise<void> =>
  page.$eval(
    slider,
    (input, to) => {
      (input as HTMLInputElement).value = String(to);
      input.dispatchEvent(new Event('input'));
    },
    value,
  );
