import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, press, textOf } from './browser.ts';
import { serveSite } from './site.ts';

const demo = '[data-test=hall]';

/** The row of the thread with this number, once it is in that state. */
const rowIn = (page: Page, number: number, state: string): Promise<unknown> =>
  page.waitForSelector(`${demo} .seats li:nth-child(${number})[data-state=${state}]`, {
    timeout: 60_000,
  });

const pressIn = (page: Page, number: number, label: string): Promise<void> =>
  press(page, `${demo} .seats li:nth-child(${number})`, label);

const outcomeOf = (page: Page, number: number): Promise<string> =>
  textOf(page, `${demo} .seats li:nth-child(${number})[data-state=ended] .what`);

const aliveOn = (page: Page): Promise<string[]> =>
  page.$$eval(`${demo} .alive .name`, (names) => names.map(({ textContent }) => textContent ?? ''));

describe.each(browserNames)('in %s', (name) => {
  let browser: Browser;
  let site: Served | undefined;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser(name);
  });
  afterEach(async () => {
    await page?.close();
    site?.close();
  });
  afterAll(() => browser.close());

  test.each([name === 'firefox'])(
    'threads are started, renamed and ended; isolated: %s',
    async (isolated) => {
      site = await serveSite({ isolated });
      const opened = await openPage(browser, `${site.address}guide/threads`);
      ({ page } = opened);
      await page.waitForSelector(`${demo}[data-phase=ready]`, { timeout: 60_000 });
      expect(await aliveOn(page)).toEqual(['main']);

      await press(page, demo, 'A thread');
      await rowIn(page, 1, 'runs');
      expect((await page.$(`${demo} progress`)) !== null).toBe(isolated);
      await page.$eval(`${demo} .seats input`, (input) => {
        (input as HTMLInputElement).value = 'counting';
        input.dispatchEvent(new Event('change'));
      });
      await page.waitForFunction(
        (selector) => document.querySelector(selector)?.textContent?.includes('counting') === true,
        { timeout: 60_000 },
        `${demo} .alive`,
      );

      await press(page, demo, 'A Timer of 4 s');
      await rowIn(page, 2, 'waits');
      await pressIn(page, 2, 'cancel()');
      expect(await outcomeOf(page, 2)).toContain('CancelledError');

      await press(page, demo, 'One that fails');
      expect(await textOf(page, '[data-test=hall-told]')).toContain(
        'failing-3: RangeError: the yarn broke',
      );
      expect(await outcomeOf(page, 3)).toBe('failed');

      await press(page, demo, 'A thread');
      await rowIn(page, 4, 'runs');
      await pressIn(page, 4, 'terminate()');
      expect(await outcomeOf(page, 4)).toBe('ThreadDiedError: thread "thread-4" was terminated');
      await keepPicture(page, `threads-${name}-${isolated ? 'isolated' : 'not-isolated'}`);

      expect(await outcomeOf(page, 1)).toBe('412,849 primes');
      await page.waitForFunction(
        (selector) => document.querySelectorAll(selector).length === 1,
        { timeout: 60_000 },
        `${demo} .alive .name`,
      );
      expect(await aliveOn(page)).toEqual(['main']);
      expect(opened.errors).toEqual([]);
    },
  );
});
