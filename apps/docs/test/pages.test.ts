import axe from 'axe-core';
import { readdirSync } from 'node:fs';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
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

describe.each(browserNames)('in %s', (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(name);
  });
  afterAll(() => browser.close());

  test.each(pages)('/%s loads without an error and is isolated', async (path) => {
    const { page, errors } = await openPage(browser, site.address + path);
    await page.waitForSelector('#app .VPNav');
    expect(await page.title()).toContain('Heddle');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.$('[data-test=not-isolated]')).toBeNull();
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe('the look', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser('chromium');
  });
  afterAll(() => browser.close());

  const looks = [
    { width: 1280, scheme: 'light' },
    { width: 1280, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 390, scheme: 'dark' },
  ];

  test.each(pages)(
    'of /%s fits wide and narrow, light and dark, and is accessible',
    async (path) => {
      const { page } = await openPage(browser, site.address + path);
      await page.waitForNetworkIdle();
      for (const { width, scheme } of looks) {
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
        await page.evaluate(axe.source);
        const violations = await page.evaluate(async () => {
          // What VitePress' own parts do is theirs.
          const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
          const { violations: found } = await inPage.run('.VPContent, .VPHome', {
            runOnly: ['wcag2a', 'wcag2aa'],
          });
          return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
        });
        expect(violations, `at ${width}, ${scheme}`).toEqual([]);
      }
      await page.close();
    },
  );
});
