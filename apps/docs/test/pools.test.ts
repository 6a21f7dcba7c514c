import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import { piecesOf } from '../demo/pool/plan.ts';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, press, slide, textOf } from './browser.ts';
import { serveSite } from './site.ts';

const part = (demo: string): string => `[data-test=${demo}]`;

const phaseIs = (page: Page, demo: string, phase: string): Promise<unknown> =>
  page.waitForSelector(`${part(demo)}[data-phase=${phase}]`, { timeout: 60_000 });

const choose = (page: Page, demo: string, name: string, value: string): Promise<void> =>
  page.$eval(`${part(demo)} input[name=${name}][value="${value}"]`, (input) =>
    (input as HTMLInputElement).click(),
  );

/** Runs a demo to its end, and gives what it says then. */
async function run(page: Page, demo: string, button: string): Promise<string> {
  await press(page, part(demo), button);
  await phaseIs(page, demo, 'ended');
  return textOf(page, `[data-test=${demo}-result]`);
}

/** The workers in the picture, and whether they were ended. */
const workersOf = (page: Page, demo: string): Promise<readonly [string, boolean][]> =>
  page.$$eval(`${part(demo)} [data-worker]`, (rows) =>
    rows.map((row): [string, boolean] => [
      row.getAttribute('data-worker')!,
      row.getAttribute('data-gone') === 'true',
    ]),
  );

/** How the calls in the picture have ended. */
const endsOf = (page: Page, demo: string): Promise<readonly string[]> =>
  page.$$eval(`${part(demo)} [data-how]`, (bars) =>
    bars.map((bar) => bar.getAttribute('data-how')!),
  );

describe.each(browserNames)('in %s', (name) => {
  let browser: Browser;
  let site: Served | undefined;
  let page: Page;
  let errors: readonly string[];
  const open = async (isolated: boolean): Promise<void> => {
    site = await serveSite({ isolated });
    ({ page, errors } = await openPage(browser, `${site.address}guide/pools`));
  };
  beforeAll(async () => {
    browser = await openBrowser(name);
  });
  afterEach(async () => {
    await page?.close();
    site?.close();
  });
  afterAll(() => browser.close());

  // What differs without isolation is the library's, and looked at in both browsers there: here each has its turn.
  describe.each([name === 'chromium'])('isolated: %s', (isolated) => {
    test('all calls are run, by one pool and dealt out, whatever they are', async () => {
      await open(isolated);
      await phaseIs(page, 'pool-timeline', 'ready');
      await slide(page, `${part('pool-timeline')} input[name=workers]`, 2);
      let button = 'Submit them';
      for (const [dealt, plan] of [
        ['false', 'mixed'],
        ['true', 'tiny'],
      ] as const) {
        await choose(page, 'pool-timeline', 'dealt', dealt);
        await choose(page, 'pool-timeline', 'plan', plan);
        const result = await run(page, 'pool-timeline', button);
        button = 'Submit them again';
        expect(result).toContain(`, ${piecesOf(plan).length} calls;`);
        expect(await workersOf(page, 'pool-timeline')).toEqual([
          ['loom_0', false],
          ['loom_1', false],
        ]);
        expect(new Set(await endsOf(page, 'pool-timeline'))).toEqual(new Set(['done']));
        await keepPicture(page, `pools-${name}-${isolated}-${plan}-${dealt}`);
      }
      expect(errors).toEqual([]);
    });

    // Without shared memory a loop that computes hears of nothing.
    test.each([
      ['look', !isolated],
      ['wait', false],
      ['ignore', true],
    ])('a call that is to end and that does this: %s', async (manner, isEnded) => {
      await open(isolated);
      await phaseIs(page, 'pool-cancel', 'ready');
      await choose(page, 'pool-cancel', 'manner', manner);
      await slide(page, `${part('pool-cancel')} input[name=timeout]`, 0.5);
      // Long enough for one that hears of it, however busy the machine is.
      await slide(page, `${part('pool-cancel')} input[name=grace]`, isEnded ? 0.3 : 2);
      const result = await run(page, 'pool-cancel', 'Submit it');
      expect(result).toContain(`TimeoutError: call of weaving.${manner}`);
      expect(result).toContain(isEnded ? 'It did not end by itself' : 'It ended by itself');
      expect(result).toContain(', 0 failed.');
      const ended = (await workersOf(page, 'pool-cancel')).filter(([, isGone]) => isGone);
      expect(ended).toHaveLength(isEnded ? 1 : 0);
      await keepPicture(page, `pools-${name}-${isolated}-${manner}`);
      expect(errors).toEqual([]);
    });

    test('of a worker that dies one call fails, the others are run once', async () => {
      await open(isolated);
      await phaseIs(page, 'pool-death', 'ready');
      const result = await run(page, 'pool-death', 'Submit 18 calls');
      expect(result).toContain('17 done, 1 failed; 18 were begun, 0 of them twice.');
      expect(result).toContain('6: ThreadDiedError: call of weaving.die');
      const workers = await workersOf(page, 'pool-death');
      expect(workers.filter(([, isGone]) => isGone)).toHaveLength(1);
      expect(workers.length).toBeGreaterThanOrEqual(3);
      await keepPicture(page, `pools-${name}-${isolated}-death`);

      await choose(page, 'pool-death', 'death', 'break');
      expect(await run(page, 'pool-death', 'Submit 18 calls')).toMatch(
        /BrokenExecutorError: weaving\.weave: executor "weaving mill" is broken/,
      );
      expect(errors).toEqual([]);
    });
  });

  test('a call is aborted when the reader presses the button', async () => {
    await open(true);
    await phaseIs(page, 'pool-cancel', 'ready');
    await slide(page, `${part('pool-cancel')} input[name=timeout]`, 3);
    await press(page, part('pool-cancel'), 'Submit it');
    await page.waitForSelector(`${part('pool-cancel')} .subject`);
    await press(page, part('pool-cancel'), 'Abort it');
    await phaseIs(page, 'pool-cancel', 'ended');
    expect(await textOf(page, '[data-test=pool-cancel-result]')).toContain(
      'Error: the reader has pressed Abort',
    );
    expect(errors).toEqual([]);
  });
});
