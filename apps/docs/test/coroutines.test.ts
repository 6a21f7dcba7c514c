import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import type { Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, press } from './browser.ts';
import { serveSite } from './site.ts';

const panel = '[data-test=tasks]';

const stateIs = (page: Page, task: string, state: string): Promise<unknown> =>
  page.waitForSelector(`[data-task="${task}"][data-state=${state}]`, { timeout: 60_000 });

/** When a task was asked to end, and when it had ended. */
const timesOf = (page: Page, task: string): Promise<{ asked: number; ended: number }> =>
  page.$eval(`[data-task="${task}"]`, (row) => ({
    asked: Number((row as HTMLElement).dataset['asked']),
    ended: Number((row as HTMLElement).dataset['ended']),
  }));

/** The newest line of the log that matches. */
async function logged(page: Page, pattern: RegExp): Promise<string> {
  const line = await page.waitForFunction(
    (source) =>
      [...document.querySelectorAll('[data-test=tasks-log] li')]
        .map(({ textContent }) => textContent ?? '')
        .find((text) => new RegExp(source).test(text)),
    { timeout: 60_000 },
    pattern.source,
  );
  return String(await line.jsonValue());
}

/** The picture, as the address of its data. */
const picture = (page: Page): Promise<string> =>
  page.$eval('[data-test=tasks] canvas', (canvas) => (canvas as HTMLCanvasElement).toDataURL());

/** One in each browser, and in both the one that has an order to look at. */
const policies = { chromium: ['fifo', 'priority'], firefox: ['priority', 'round robin'] };

// One page for all: each test has tasks of its own in it.
describe.each(browserNames)('the timeline in %s', (name) => {
  let browser: Browser;
  let site: Served;
  let page: Page;
  let errors: readonly string[];
  beforeAll(async () => {
    browser = await openBrowser(name);
    site = await serveSite({ isolated: false });
    ({ page, errors } = await openPage(browser, `${site.address}guide/coroutines`));
    // The whole panel is seen, so that no press lands on the navigation bar.
    await page.setViewport({ width: 1280, height: 1300 });
    await page.$eval(panel, (element) => element.scrollIntoView());
    await page.waitForSelector('[data-test=tasks][data-phase=ready]');
  });
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  test('it begins by itself when it is seen, and is drawn', async () => {
    for (const task of ['mill', 'baker 1', 'baker 2']) {
      await page.waitForSelector(`[data-task="${task}"]`);
    }
    await stateIs(page, 'baker 2', 'waiting');
    const blank = await page.$eval('[data-test=tasks] canvas', (canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      return Object.assign(document.createElement('canvas'), { width, height }).toDataURL();
    });
    const before = await picture(page);
    expect(before).not.toBe(blank);
    await page.waitForFunction(
      (old) =>
        document.querySelector<HTMLCanvasElement>('[data-test=tasks] canvas')!.toDataURL() !== old,
      {},
      before,
    );
    await keepPicture(page, `coroutines-${name}-bakery`);
    expect(errors).toEqual([]);
  });

  test('a baker is spawned, and cancelled by its button', async () => {
    await press(page, panel, 'Spawn a baker');
    await page.waitForSelector('[data-task="baker 3"]');
    await page.locator('[aria-label="Cancel baker 3"]').click();
    await stateIs(page, 'baker 3', 'cancelled');
    expect(await page.$('[aria-label="Cancel baker 3"]')).toBeNull();
    expect(await page.$('[data-task="baker 1"][data-state=cancelled]')).toBeNull();
    expect(errors).toEqual([]);
  });

  test('a child of a group fails, and its siblings are cancelled and clean up', async () => {
    await press(page, panel, 'A group that fails');
    await page.waitForSelector('[data-task=icing]');
    await stateIs(page, 'filling', 'failed');
    await stateIs(page, 'base', 'cancelled');
    await stateIs(page, 'icing', 'cancelled');
    await stateIs(page, 'cake', 'done');
    // They were asked to end and tidied up, and the group was left after that, whenever one looks.
    const [base, icing, cake] = [
      await timesOf(page, 'base'),
      await timesOf(page, 'icing'),
      await timesOf(page, 'cake'),
    ];
    expect(base.ended - base.asked).toBeGreaterThan(790);
    expect(icing.ended - icing.asked).toBeGreaterThan(790);
    expect(cake.ended).toBeGreaterThanOrEqual(Math.max(base.ended, icing.ended));
    expect(await logged(page, /TaskGroupError/)).toBe(
      'TaskGroupError: 1 of task group "cake" failed: Error: the dough is burnt',
    );
    await keepPicture(page, `coroutines-${name}-group`);
    expect(errors).toEqual([]);
  });

  test('a time limit is over', async () => {
    await press(page, panel, 'A time limit');
    expect(await logged(page, /TimeoutError/)).toContain('withTimeout(1000) timed out');
    await stateIs(page, 'guest', 'done');
    expect(errors).toEqual([]);
  });

  test.each(policies[name])('the rush hour by %s', async (policy) => {
    await page.select('[data-test=tasks] select', policy);
    await press(page, panel, 'Rush hour');
    const line = await logged(page, new RegExp(`^${policy}: `));
    const order = line.replace(`${policy}: `, '').split(', ');
    expect(order.toSorted()).toEqual(['express', 'freight', 'letter', 'parcel']);
    if (policy === 'priority') expect(order.slice(0, 2)).toEqual(['express', 'parcel']);
    await keepPicture(page, `coroutines-${name}-${policy.replace(' ', '-')}`);
    expect(errors).toEqual([]);
  });

  test('frames go on while a coroutine spins, and not while a loop blocks', async () => {
    await press(page, panel, 'Block for a second');
    const blocked = await logged(page, /^a loop without yield\*/);
    const [, none, pause] = /(\d+) frames meanwhile, the longest pause (\d+) ms/.exec(blocked)!;
    expect(Number(none)).toBe(0);
    expect(Number(pause)).toBeGreaterThanOrEqual(999);

    await press(page, panel, 'Spin for a second');
    const spun = await logged(page, /^a loop with yield\*/);
    const found = /: ([\d,]+) turns in a second; (\d+) frames meanwhile/;
    const [turns, frames] = found
      .exec(spun)!
      .slice(1)
      .map((number) => Number(number.replaceAll(',', '')));
    expect(turns).toBeGreaterThan(1000);
    expect(frames, spun).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  test('the picture shows as much time as is chosen', async () => {
    await page.locator('[data-test=tasks] .zoom label:nth-of-type(2)').click();
    await page.waitForSelector('[data-test=tasks] .zoom label:nth-of-type(2).on input:checked');
    expect(errors).toEqual([]);
  });
});

describe.each(browserNames)('the exploration in %s', (name) => {
  let browser: Browser;
  let site: Served;
  beforeAll(async () => {
    browser = await openBrowser(name);
    site = await serveSite({ isolated: false });
  });
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  const result = async (page: Page): Promise<string> => {
    await page.waitForSelector('[data-test=wake-up][data-busy=false]');
    return page.$eval('[data-test=wake-up-result]', ({ textContent }) => textContent ?? '');
  };

  test('finds the lost wake-up, replays it, and finds none in the repaired program', async () => {
    const { page, errors } = await openPage(browser, `${site.address}guide/testing`);
    await press(page, '[data-test=wake-up]', 'Explore every order');
    await page.waitForSelector('[data-test=wake-up] .steps');
    expect(await result(page)).toMatch(/^Explored: order number \d+ fails\.$/);
    const steps = await page.$$eval('[data-test=wake-up] .step span', (cells) =>
      cells.map((cell) => cell.getAttribute('aria-label')),
    );
    expect(steps.at(-1)).toMatch(/^\d+\. baker waits for get of queue "bell"$/);
    expect(steps.at(-2)).toMatch(/^\d+\. guest ends$/);
    const text = await page.$eval('[aria-label="Replay text"]', (input) =>
      String((input as HTMLInputElement).value),
    );
    expect(text).toMatch(/^heddle1:/);
    await keepPicture(page, `testing-${name}-lost-wake-up`);

    await press(page, '[data-test=wake-up]', 'Replay');
    await page.waitForFunction(() =>
      document.querySelector('[data-test=wake-up-result]')?.textContent?.startsWith('Replayed'),
    );
    expect(await result(page)).toBe('Replayed: it fails again in the same way.');

    await page.locator('[data-test=wake-up] label::-p-text(repaired)').click();
    await press(page, '[data-test=wake-up]', 'Explore every order');
    await page.waitForFunction(() =>
      document.querySelector('[data-test=wake-up-result]')?.textContent?.startsWith('Explored'),
    );
    expect(await result(page)).toMatch(/^Explored: all \d+ orders end as they should\.$/);
    expect(errors).toEqual([]);
    await page.close();
  });
});
