import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, textOf } from './browser.ts';
import { serveSite } from './site.ts';

let browser: Browser;
let site: Served;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser('chromium');
  site = await serveSite({ isolated: true });
  ({ page } = await openPage(browser, site.address));
  await page.locator('.VPNavBarSearch button').click();
  await page.waitForSelector('#localsearch-input');
});
afterAll(async () => {
  await browser.close();
  site.close();
});

test.each([
  { words: 'DeadlockError', finds: 'Errors' },
  { words: 'acquireSync', finds: 'Operations' },
  { words: '死锁', finds: 'Python ↔ Heddle' },
  { words: '协程', finds: 'Python ↔ Heddle' },
  { words: '背压', finds: 'Python ↔ Heddle' },
  { words: '通道', finds: 'Python ↔ Heddle' },
  { words: 'back-pressure', finds: 'Queues' },
  { words: 'rendezvous', finds: 'Channels' },
  { words: 'CompressionStream', finds: 'Pipelines' },
  { words: 'throwIfCancelled', finds: 'Pools' },
  { words: 'maxTasksPerChild', finds: 'Pools' },
  { words: '线程池', finds: 'Python ↔ Heddle' },
  { words: '任务模块', finds: 'Python ↔ Heddle' },
])('the search for $words finds $finds', async ({ words, finds }) => {
  await ask('');
  await page.waitForFunction(() => document.querySelector('.VPLocalSearchBox .result') === null);
  await ask(words);
  expect(await textOf(page, '.VPLocalSearchBox .results .result')).not.toBe('');
  const results = await page.$$eval('.VPLocalSearchBox .result', (found) =>
    found.map((result) => result.textContent ?? ''),
  );
  expect(results.some((result) => result.includes(finds))).toBe(true);
  await keepPicture(page, `search-${words}`);
});

/** All words at once, so that nothing is found of a part of them. */
const ask = (words: string): Promise<void> =>
  page.$eval(
    '#localsearch-input',
    (input, value) => {
      (input as HTMLInputElement).value = value;
      input.dispatchEvent(new Event('input'));
    },
    words,
  );
