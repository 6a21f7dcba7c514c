import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserNames } from '../../../scripts/browser/find.ts';
import type { Served } from '../preview/serve.ts';
import { openBrowser, openPage } from './browser.ts';
import { outputs, withoutTurns } from './outputs.ts';
import { serveSite } from './site.ts';

const folder = new URL('../programs/', import.meta.url);
const guide = new URL('../guide/', import.meta.url);

/** Which programs each page of the guide has. */
const programsOf = Object.fromEntries(
  readdirSync(guide).map((file) => {
    const text = readFileSync(new URL(file, guide), 'utf8');
    const shown = [
      ...text.matchAll(/<LiveProgram name="(\w+)">\s+<<< @\/programs\/(\w+)\.ts\{ts\}/g),
    ];
    for (const [, run, code] of shown)
      expect(run, `the code beside its button in ${file}`).toBe(code);
    return [file.replace('.md', ''), shown.map(([, name]) => name!)] as const;
  }),
);
const withPrograms = Object.entries(programsOf).filter(([, programs]) => programs.length > 0);

test('every program is on a page and in the list of outputs', () => {
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''));
  expect(files.toSorted()).toEqual(Object.keys(outputs).toSorted());
  expect(Object.values(programsOf).flat().toSorted()).toEqual(files.toSorted());
});

test.each(Object.entries(outputs))('%s prints on Node what the guide says', async (name, lines) => {
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [fileURLToPath(new URL(`${name}.ts`, folder))],
      { timeout: 60_000 },
      (error, out, err) => resolve({ stdout: out, stderr: `${error?.message ?? ''}${err}` }),
    );
  });
  expect(stderr).toBe('');
  expect(withoutTurns(stdout.trimEnd())).toBe(lines.join('\n'));
});

/** Presses the button of a program, and gives what it prints until it has ended. */
function runIn(page: Page, name: string): Promise<string[]> {
  return page.$eval(`[data-program=${name}]`, async (live) => {
    const reached = (...phases: string[]): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!phases.includes(live.getAttribute('data-phase') ?? '')) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(live, { attributeFilter: ['data-phase'] });
        look();
      });
    await reached('ready', 'ended');
    live.querySelector<HTMLElement>('button.run')!.click();
    await reached('running');
    await reached('ended', 'failed');
    return [...live.querySelectorAll('.printed, .failure')].map(
      ({ textContent }) => textContent ?? '',
    );
  });
}

describe.each(browserNames)('in %s', (browserName) => {
  let browser: Browser;
  let site: Served;
  beforeAll(async () => {
    browser = await openBrowser(browserName);
    // What one thread does needs no shared memory.
    site = await serveSite({ isolated: false });
  });
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  test.each(withPrograms)(
    'the programs of %s print the same, each time',
    async (path, programs) => {
      const { page, errors } = await openPage(browser, `${site.address}guide/${path}`);
      for (const name of [...programs, programs[0]!]) {
        expect((await runIn(page, name)).map(withoutTurns), name).toEqual(outputs[name]);
      }
      expect(errors).toEqual([]);
      await page.close();
    },
  );
});
