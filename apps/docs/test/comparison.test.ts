import { behaviours } from '@heddle/conformance';
import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import type { BrowserName } from '../../../scripts/browser/find.ts';
import { keepPicture, openBrowser, openPage } from './browser.ts';
import { serveSite } from './site.ts';

const pinned = JSON.parse(
  readFileSync(
    new URL('../../../packages/conformance/expected-skips.json', import.meta.url),
    'utf8',
  ),
) as Record<string, Record<string, string> | string[]>;

function expectedSkips(name: string): string[] {
  const skips = pinned[name] ?? [];
  return (Array.isArray(skips) ? skips : Object.keys(skips)).toSorted();
}

interface Seen {
  readonly id: string;
  readonly outcome: string;
}

/** The reader's own column, and the reasons below the table. */
async function column(page: Page): Promise<{ seen: Seen[]; notes: string[] }> {
  return page.evaluate(() => ({
    seen: [...document.querySelectorAll<HTMLElement>('tr[data-id]')].map((row) => ({
      id: row.dataset['id'] ?? '',
      outcome: row.querySelector('td.yours .outcome')?.classList.item(1) ?? 'not run',
    })),
    notes: [...document.querySelectorAll('.notes li')].map((note) => note.textContent ?? ''),
  }));
}

const only = (seen: readonly Seen[], outcome: string): string[] =>
  seen.filter((one) => one.outcome === outcome).map(({ id }) => id);

async function expectGreen(page: Page, name: BrowserName): Promise<void> {
  const { seen, notes } = await column(page);
  expect(only(seen, 'differs'), notes.join('\n')).toEqual([]);
  expect(only(seen, 'impossible').toSorted()).toEqual(expectedSkips(name));
  expect(seen).toHaveLength(behaviours.length);
  expect(only(seen, 'not run')).toEqual([]);
  const spoken = await page.$eval('[data-test=live-result]', (element) => element.textContent);
  expect(spoken).toContain(`${only(seen, 'same').length} same, 0 different`);
}

async function settled(page: Page, timeout = 110_000): Promise<void> {
  await page.waitForSelector('[data-test=comparison][data-busy=false]', { timeout });
}

async function runAll(page: Page): Promise<void> {
  await page.locator('button::-p-text(Run all)').click();
  await page.waitForSelector('[data-test=comparison][data-busy=true]');
  await settled(page);
}

/** Presses the buttons of these rows in turn, and gives how many rows had an outcome after each. */
function pressEach(page: Page, rows: readonly string[]): Promise<number[]> {
  return page.evaluate(async (ids) => {
    const table = document.querySelector('[data-test=comparison]')!;
    const busyIs = (wanted: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (table.getAttribute('data-busy') !== wanted) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(table, { attributeFilter: ['data-busy'] });
        look();
      });
    const counts: number[] = [];
    for (const id of ids) {
      table.querySelector<HTMLElement>(`tr[data-id="${id}"] button`)!.click();
      await busyIs('true');
      await busyIs('false');
      counts.push(table.querySelectorAll('td.yours .outcome').length);
    }
    return counts;
  }, rows);
}

/** Of each chapter the first; every row is drawn by the same code. */
const someRows = behaviours
  .filter(({ about }, index) => behaviours[index - 1]?.about !== about)
  .map(({ id }) => id);

test('the button of a row runs its row, and no other', async () => {
  const browser = await openBrowser('firefox');
  const site = await serveSite({ isolated: true });
  try {
    const { page } = await openPage(browser, `${site.address}comparison`);
    await page.waitForSelector('td.yours button:not(:disabled)');
    expect(await pressEach(page, someRows)).toEqual(someRows.map((_, index) => index + 1));
    const { seen } = await column(page);
    const ran = seen.filter(({ outcome }) => outcome !== 'not run').map(({ id }) => id);
    expect(ran.toSorted()).toEqual(someRows.toSorted());
    expect(only(seen, 'differs')).toEqual([]);
  } finally {
    await browser.close();
    site.close();
  }
});

// In the other browser, which takes half the time; the list itself is run in both.
test('the button above the table runs all: all same, but for the pinned skips', async () => {
  const browser = await openBrowser('chromium');
  const site = await serveSite({ isolated: true });
  try {
    const { page } = await openPage(browser, `${site.address}comparison`);
    await page.locator('tr[data-id="lock.order"] button').click();
    await page.waitForSelector('tr[data-id="lock.order"] td.yours .same');
    await settled(page);
    expect(only((await column(page)).seen, 'same')).toEqual(['lock.order']);

    await runAll(page);
    await keepPicture(page, 'comparison-chromium-live');
    await expectGreen(page, 'chromium');
  } finally {
    await browser.close();
    site.close();
  }
});

test('without isolation, what needs no shared memory is the same, and the rest says what is missing', async () => {
  const browser = await openBrowser('chromium');
  const site = await serveSite({ isolated: false });
  try {
    const { page } = await openPage(browser, `${site.address}comparison`);
    await page.waitForSelector('[data-test=not-isolated]');
    await runAll(page);
    await keepPicture(page, 'comparison-chromium-not-isolated');
    const { seen, notes } = await column(page);
    const needing = behaviours
      .filter(({ needs }) => needs.includes('sharedMemory'))
      .map(({ id }) => id);
    expect(only(seen, 'differs'), notes.join('\n')).toEqual([]);
    expect(only(seen, 'impossible').toSorted()).toEqual(
      [...new Set([...needing, ...expectedSkips('chromium')])].toSorted(),
    );
    expect(notes.join('\n')).toContain('Cross-Origin-Embedder-Policy: require-corp');
  } finally {
    await browser.close();
    site.close();
  }
});
