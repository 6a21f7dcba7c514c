import axe from 'axe-core';
import { readdirSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage } from './browser.ts';
import { pages, serveSite } from './site.ts';

let site: Served;
beforeAll(async () => {
  site = await serveSite({ isolated: true });
});
afterAll(() => site.close());

test('the list of pages is complete', () => {
  const guide = readdirSync(new URL('../guide', import.meta.url)).map(
    (file) => `guide/${file.replace('.md', '')}`,
  );
  expect(pages.filter((page) => page.startsWith('guide/')).toSorted()).toEqual(guide.toSorted());
});

/** Opens a page of the site, which must load without an error. */
async function openSound(browser: Browser, path: string): Promise<Page> {
  const { page, errors } = await openPage(browser, site.address + path);
  await page.waitForSelector('#app .VPNav');
  expect(await page.title()).toContain('Heddle');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.$('[data-test=not-isolated]')).toBeNull();
  expect(errors).toEqual([]);
  return page;
}

describe('in firefox', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser('firefox');
  });
  afterAll(() => browser.close());

  test.each(pages)('/%s loads without an error and is isolated', async (path) => {
    const page = await openSound(browser, path);
    await page.close();
  });
});

interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  /** What is looked at: in a narrow page the colours are the same, in the dark only they are others. */
  readonly rules: 'all' | 'structure' | 'colours';
}

const looks: readonly Look[] = [
  { width: 1280, scheme: 'light', rules: 'all' },
  { width: 390, scheme: 'light', rules: 'structure' },
  { width: 1280, scheme: 'dark', rules: 'colours' },
];

/** Of hundreds of rows that are drawn alike, the first of each chapter are looked at; to walk past the others takes seconds. */
const alike = '[data-test=comparison] tr[data-id]:nth-of-type(n + 6)';

/** What is not accessible in the page. */
function violations(page: Page, look: Look): Promise<string[]> {
  return page.evaluate(
    async ({ rules, ...parts }) => {
      const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
      const { violations: found } = await inPage.run(parts, {
        runOnly:
          rules === 'colours'
            ? { type: 'rule', values: ['color-contrast'] }
            : { type: 'tag', values: ['wcag2a', 'wcag2aa'] },
        rules: { 'color-contrast': { enabled: rules !== 'structure' } },
        resultTypes: ['violations'],
        // What it would load is for sounds and films.
        preload: false,
      });
      return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    },
    // What VitePress' own parts do is theirs.
    { rules: look.rules, include: ['.VPContent', '.VPHome'] },
  );
}

describe('in chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser('chromium');
  });
  afterAll(() => browser.close());

  test.each(pages)(
    '/%s loads without an error and is isolated, fits wide and narrow, light and dark, and is accessible',
    async (path) => {
      const page = await openSound(browser, path);
      await page.waitForNetworkIdle({ idleTime: 100 });
      await page.$$eval(alike, (rows) => rows.forEach((row) => row.remove()));
      await page.evaluate(axe.source);
      for (const look of looks) {
        const { width, scheme } = look;
        await page.setViewport({ width, height: 844 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.waitForFunction(
          (dark) => document.documentElement.classList.contains('dark') === dark,
          {},
          scheme === 'dark',
        );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, `the width at ${width}`).toBeLessThanOrEqual(width);
        await keepPicture(page, `${path.replace('/', '-') || 'home'}-${width}-${scheme}`);
        expect(await violations(page, look), `at ${width}, ${scheme}`).toEqual([]);
      }
      await page.close();
    },
  );
});
