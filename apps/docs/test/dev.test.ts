import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createServer } from 'vitepress';
import { keepPicture, openBrowser, openPage, textOf } from './browser.ts';

test('in dev the pages are isolated too, and threads run', async () => {
  const server = await createServer(fileURLToPath(new URL('..', import.meta.url)), { port: 4373 });
  await server.listen();
  const browser = await openBrowser('chromium');
  try {
    const { page } = await openPage(browser, `${server.resolvedUrls?.local[0]}demo`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.locator('button::-p-text(Provoke a deadlock)').click();
    expect(await textOf(page, '[data-test=deadlock-result]')).toContain(
      'embrace.takeBoth (warp) holds',
    );
    await keepPicture(page, 'demo-dev');
  } finally {
    await browser.close();
    await server.close();
  }
});
