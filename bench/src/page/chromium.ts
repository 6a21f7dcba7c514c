import { findBrowser } from '../../../scripts/browser/find.ts';
import { launchBrowser } from '../../../scripts/browser/launch.ts';
import { lockSyncContests } from '../contests/lock.ts';
import { pageContests } from '../contests/page.ts';
import { poolContests } from '../contests/pool.ts';
import { rings } from '../pools/rings.ts';
import { contestLimit, type OpenRuntime } from '../runtime.ts';
import { openSite } from './site.ts';

// Without these two, bytes come in steps and late.
const flags = ['--enable-precise-memory-info', '--js-flags=--expose-gc'];

// Which pools there are in a page is for the page to know.
const contests = [...pageContests, ...lockSyncContests, ...poolContests([], rings)];

const unshared = new Set(
  contests.filter((contest) => contest.unshared === true).map(({ id }) => id),
);

export async function openChromium(): Promise<OpenRuntime> {
  const executablePath = findBrowser('chromium');
  if (executablePath === undefined) {
    throw new Error(
      'cannot measure on chromium: it is not installed; install it, or leave it out with --on',
    );
  }
  const site = await openSite();
  const browser = await launchBrowser('chromium', executablePath, {
    flags,
    protocolTimeout: contestLimit,
  });
  const version = (await browser.version()).replace(/^.*\//, '');
  return {
    ids: contests.map(({ id }) => id),
    async measure(request) {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => void errors.push(String(error)));
      try {
        await page.goto(unshared.has(request.id) ? site.open : site.isolated);
        const reports = await page.evaluate((asked) => window.runContest?.(asked), request);
        return [{ version }, ...(reports ?? [{ failed: errors.join('\n') }])];
      } catch (error) {
        return [{ version, failed: [error, ...errors].map(String).join('\n') }];
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
