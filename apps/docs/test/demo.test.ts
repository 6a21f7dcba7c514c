import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, press, slide, textOf } from './browser.ts';
import { serveSite } from './site.ts';

const kinds = [
  { isolated: true, runs: 'two threads' },
  { isolated: false, runs: 'two coroutines of a page without isolation' },
];

const loom = '[data-test=loom]';
const setSpeed = (page: Page, speed: number): Promise<void> => slide(page, `${loom} input`, speed);

function phaseIs(page: Page, phase: string): Promise<unknown> {
  return page.waitForSelector(`[data-test=loom][data-phase=${phase}]`, { timeout: 60_000 });
}

describe.each(browserNames)('in %s', (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(name);
  });
  afterAll(() => browser.close());

  describe.each(kinds)('$runs', ({ isolated }) => {
    const kind = `${name}-${isolated ? 'threads' : 'coroutines'}`;
    let site: Served;
    let page: Page;
    let errors: readonly string[];
    beforeAll(async () => {
      site = await serveSite({ isolated });
      ({ page, errors } = await openPage(browser, `${site.address}demo`));
    });
    afterAll(async () => {
      await page.close();
      site.close();
    });

    test('the page says whether it is isolated', async () => {
      await page.waitForSelector('[data-test=loom] button:not(:disabled)');
      const notice = await page.$('[data-test=not-isolated]');
      expect(notice === null).toBe(isolated);
      if (notice) {
        const text = await notice.evaluate((element) => element.textContent);
        expect(text).toContain('Cross-Origin-Opener-Policy: same-origin');
        expect(text).toContain('Cross-Origin-Embedder-Policy: require-corp');
      }
    });

    test('stop ends the weaving where it stands', async () => {
      await setSpeed(page, 4);
      await press(page, loom, 'Start weaving');
      await page.waitForFunction(
        () => Number(document.querySelector('[data-test=count]')?.textContent) >= 2,
      );
      await keepPicture(page, `demo-${kind}-running`);
      await press(page, loom, 'Stop');
      await phaseIs(page, 'ended');
      expect(await textOf(page, '[data-test=loom-result]')).toMatch(
        /^Stopped after \d+ rows: both ended/,
      );
    });

    test('the cloth is finished, and no row is lost or counted twice', async () => {
      await press(page, loom, 'Weave again');
      // A thread may take long to start: the other does not weave all of it before.
      for (const by of ['warp', 'weft']) {
        await page.waitForSelector(`${loom} .cloth .${by}`, { timeout: 60_000 });
      }
      await setSpeed(page, 8);
      await phaseIs(page, 'ended');
      const result = await textOf(page, '[data-test=loom-result]');
      expect(result).toMatch(/^Finished: 24 rows, \d+ by warp and \d+ by weft; the count says 24,/);
      const own = [...result.matchAll(/(\d+) by/g)].map(([, rows]) => Number(rows));
      expect(own).toHaveLength(2);
      expect(own[0]! + own[1]!).toBe(24);
      expect(Math.min(...own)).toBeGreaterThan(0);
      const woven = await page.$$eval('[data-test=loom] .cloth i', (stripes) =>
        stripes.map(({ className }) => className),
      );
      expect(woven.filter((by) => by === 'warp')).toHaveLength(own[0]!);
      expect(woven.filter((by) => by === 'weft')).toHaveLength(own[1]!);
    });

    test('the deadlock is told to one of the two, by names', async () => {
      await press(page, '.VPContent', 'Provoke a deadlock');
      const result = await textOf(page, '[data-test=deadlock-result]');
      const [one, other] = isolated
        ? ['embrace.takeBoth (warp)', 'embrace.takeBoth (weft)']
        : ['warp (main)', 'weft (main)'];
      expect(result).toContain('DeadlockError: ');
      expect(result).toContain(`${one} holds "shuttle" and waits for "comb"`);
      expect(result).toContain(`${other} holds "comb" and waits for "shuttle"`);
      expect(result).toMatch(/So (warp|weft) had both locks in the end, and nothing hangs/);
      await keepPicture(page, `demo-${kind}-ended`);
    });

    test('nothing went wrong unseen', () => {
      expect(errors).toEqual([]);
    });
  });
});
