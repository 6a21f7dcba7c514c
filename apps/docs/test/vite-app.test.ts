import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, type Served } from '../preview/serve.ts';
import { keepPicture, openBrowser, openPage, textOf } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'heddle-vite-app-'));
let browser: Browser;

beforeAll(async () => {
  // As `vite build` does it in a project without a configuration of its own.
  await build({
    root: fileURLToPath(new URL('vite-app', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  browser = await openBrowser('chromium');
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

test('the bundler made the worker a file of its own', () => {
  const files = readdirSync(join(folder, 'assets'));
  expect(files.filter((file) => /^account-.*\.js$/.test(file))).toHaveLength(1);
});

describe.each([{ isolated: true }, { isolated: false }])(
  'with isolation: $isolated',
  ({ isolated }) => {
    let site: Served;
    beforeAll(async () => {
      site = await serve({ folder, port: 0, isolated });
    });
    afterAll(() => site.close());

    test('a thread with plain data works', async () => {
      const { page, errors } = await openPage(browser, site.address);
      await page.locator('#sum').click();
      expect(await textOf(page, '#total')).toBe('10');
      expect(errors).toEqual([]);
      await page.close();
    });

    test(`two threads under one lock ${isolated ? 'lose no deposit' : 'are refused with what is missing'}`, async () => {
      const { page, errors } = await openPage(browser, site.address);
      await page.locator('#deposit').click();
      const balance = await textOf(page, '#balance');
      if (isolated) {
        expect(balance).toBe('10000');
      } else {
        expect(balance).toContain('NotSupportedError: ');
        expect(balance).toContain('Cross-Origin-Opener-Policy: same-origin');
        expect(balance).toContain('Cross-Origin-Embedder-Policy: require-corp');
      }
      expect(errors).toEqual([]);
      await keepPicture(page, `vite-app-${isolated ? 'isolated' : 'not-isolated'}`);
      await page.close();
    });
  },
);
