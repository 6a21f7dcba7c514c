import { Browser, Cache, detectBrowserPlatform } from '@puppeteer/browsers';
import type { BrowserName } from './find.ts';

/** Where downloaded browsers are kept: inside the checkout, so that deleting it leaves nothing behind. */
export const cacheDir: string = new URL('../../.cache/browsers', import.meta.url).pathname;

export const downloads: Record<BrowserName, Browser> = {
  chromium: Browser.CHROME,
  firefox: Browser.FIREFOX,
};

/** The path of a browser that was downloaded before. */
export function cachedBrowser(name: BrowserName): string | undefined {
  const platform = detectBrowserPlatform();
  return new Cache(cacheDir)
    .getInstalledBrowsers()
    .find((installed) => installed.browser === downloads[name] && installed.platform === platform)
    ?.executablePath;
}
