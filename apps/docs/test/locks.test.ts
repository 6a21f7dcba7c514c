import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import { visitors, visits } from '../demo/gates/gates.ts';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, press, slide, textOf } from './browser.ts';
import { serveSite } from './site.ts';

const phaseIs = (page: Page, demo: string, phase: string): Promise<unknown> =>
  page.waitForSelector(`[data-test=${demo}][data-phase=${phase}]`, { timeout: 60_000 });

describe.each(browserNames)('in %s', (name) => {
  let browser: Browser;
  let site: Served;
  let page: Page | undefined;
  beforeAll(async () => {
    browser = await openBrowser(name);
    // What one thread does needs no shared memory.
    site = await serveSite({ isolated: false });
  });
  beforeEach(() => page?.close());
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  test('what each lets through is drawn, and told', async () => {
    const opened = await openPage(browser, `${site.address}guide/locks`);
    ({ page } = opened);
    await phaseIs(page, 'gates', 'ready');
    const results: Record<string, string> = {};
    for (const gate of ['RwLock', 'Barrier']) {
      await press(page, '[data-test=gates]', gate);
      await phaseIs(page, 'gates', 'ended');
      results[gate] = await textOf(page, '[data-test=gates-result]');
      const inside = await page.$$('[data-test=gates] rect:is(.inside, .writing)');
      expect(inside).toHaveLength(gate === 'Barrier' ? 0 : visits * Object.keys(visitors).length);
    }
    expect(results['RwLock']).toMatch(/at most [34] inside at a time, all done after/);
    expect(results['Barrier']).toContain(`${visits} rounds`);
    await keepPicture(page, `locks-${name}-gates`);
    expect(opened.errors).toEqual([]);
  });

  test('five at a table: the cycle is drawn and named, and each of the cures avoids it', async () => {
    const opened = await openPage(browser, `${site.address}guide/deadlocks`);
    ({ page } = opened);
    await phaseIs(page, 'dining', 'ready');
    await press(page, '[data-test=dining]', 'Dine');
    // The cycle is over after a while: what is drawn of it is looked at when it is there.
    const cycle = await page.waitForFunction(
      () =>
        document.querySelectorAll('[data-seat="in a cycle"]').length === 5 &&
        document.querySelectorAll('[data-test=dining] path.told').length,
    );
    expect(await cycle.jsonValue()).toBe(10);
    expect(await textOf(page, '[data-test=dining-result] pre')).toMatch(
      /^DeadlockError: .*Plato \(main\) holds "fork 1" and waits for "fork 2"; Hypatia/,
    );
    await keepPicture(page, `deadlocks-${name}-cycle`);
    await press(page, '[data-test=dining]', 'Stop');
    await phaseIs(page, 'dining', 'ended');
    expect(await textOf(page, '[data-test=dining-result] p')).toMatch(
      /^Stopped after \d meals: every fork is on the table again\.$/,
    );
    expect(await page.$$('[data-test=dining] .held')).toHaveLength(0);

    await slide(page, '[data-test=dining] input[type=range]', 8);
    for (const cure of ['lower number first', 'four at a time', 'both at once']) {
      await page.locator(`[data-test=dining] input[value="${cure}"]`).click();
      await press(page, '[data-test=dining]', 'Dine again');
      await phaseIs(page, 'dining', 'ended');
      expect(await textOf(page, '[data-test=dining-result] p'), cure).toBe(
        'All have eaten: 10 meals, no deadlock.',
      );
    }
    expect(opened.errors).toEqual([]);
  });
});
