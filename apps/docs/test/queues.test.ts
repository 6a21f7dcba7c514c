import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import { spinners, weavers } from '../demo/back-pressure/workshop.ts';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, press, slide, textOf } from './browser.ts';
import { serveSite } from './site.ts';

const demo = '[data-test=back-pressure]';

const phaseIs = (page: Page, phase: string): Promise<unknown> =>
  page.waitForSelector(`${demo}[data-phase=${phase}]`, { timeout: 60_000 });

/** Seconds: far enough from each other for the one side to wait for the other, whoever ends the longer one. */
const [quick, slow] = [0.2, 1.2];

/** How many seconds one of the two takes. */
const take = (page: Page, name: string, seconds: number): Promise<void> =>
  slide(page, `${demo} input[name=${name}]`, seconds);

/** Waits until so many of them do that, and as much is in the basket. */
const seen = (page: Page, doing: string, count: number, inBasket: number): Promise<unknown> =>
  page.waitForFunction(
    (selector, wanted, size) =>
      document.querySelectorAll(selector).length === wanted &&
      document.querySelectorAll('.basket .skein:not(.skein-leave-active)').length === size,
    { timeout: 60_000 },
    `${demo} [data-doing="${doing}"]`,
    count,
    inBasket,
  );

/** How many were put, woven, and thrown away. */
async function counted(page: Page): Promise<number[]> {
  await phaseIs(page, 'ended');
  const text = await textOf(page, '[data-test=back-pressure-result]');
  return [...text.matchAll(/\d+/g)].map(Number);
}

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

  test.each([name === 'firefox' ? 'threads' : 'tasks'])(
    'back-pressure among %s is drawn',
    async (kind) => {
      site = await serveSite({ isolated: kind === 'threads' });
      const opened = await openPage(browser, `${site.address}guide/queues`);
      ({ page } = opened);
      await phaseIs(page, 'ready');
      const [threads, tasks] = await page.$$eval(`${demo} input[name=kind]`, (inputs) =>
        inputs.map((input) => (input as HTMLInputElement).checked),
      );
      expect([threads, tasks]).toEqual([kind === 'threads', kind === 'tasks']);

      // Weaving takes longest: the basket is full, and all who spin stand at the door.
      await take(page, 'spinning', quick);
      await take(page, 'weaving', slow);
      await press(page, demo, 'Start');
      await seen(page, 'at the door', Object.keys(spinners).length, 4);
      await keepPicture(page, `queues-${name}-${kind}-full`);

      // Spinning takes longest: it becomes empty, and those who weave wait.
      await take(page, 'spinning', slow);
      await take(page, 'weaving', quick);
      await seen(page, 'waits', Object.keys(weavers).length, 0);
      await keepPicture(page, `queues-${name}-${kind}-empty`);

      await press(page, demo, 'shutdown()');
      const [put, woven, thrownAway] = await counted(page);
      expect([woven, thrownAway]).toEqual([put, 0]);
      expect(put).toBeGreaterThan(4);

      // With no bound nobody stands at the door, and the rest is thrown away when it is told so.
      await page.$eval(`${demo} input[name=maxsize][value="0"]`, (input) =>
        (input as HTMLInputElement).click(),
      );
      await take(page, 'spinning', quick);
      await take(page, 'weaving', slow);
      await press(page, demo, 'Start again');
      await page.waitForFunction(
        (selector) => Number(document.querySelector<HTMLElement>(selector)?.dataset['size']) > 10,
        { timeout: 60_000 },
        `${demo} .basket`,
      );
      await keepPicture(page, `queues-${name}-${kind}-unbounded`);
      await press(page, demo, 'shutdown({ immediate: true })');
      const [all, some, rest] = await counted(page);
      expect(rest).toBeGreaterThan(8);
      expect(some! + rest!).toBe(all);
      expect(opened.errors).toEqual([]);
    },
  );
});
