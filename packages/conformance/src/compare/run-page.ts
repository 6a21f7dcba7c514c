import type { Browser } from 'puppeteer-core';
import type { BrowserName } from '../../../../scripts/browser/find.ts';
import { launchBrowser } from '../../../../scripts/browser/launch.ts';
import { columnOf } from './column.ts';
import { silenceLimit, type RunEngine } from './engine.ts';
import { watchSilence } from './silence.ts';
import type { Site } from './site.ts';

/** Runs the behaviours in a browser without a window. */
export function runInPage(openSite: () => Promise<Site>): RunEngine {
  return async (engine, { only, signal, onProgress }) => {
    const site = await openSite();
    const column = columnOf(engine, only, onProgress);
    const errors: string[] = [];
    const { promise: ended, resolve: end } = Promise.withResolvers<string>();
    let browser: Browser;
    try {
      browser = await launchBrowser(engine.id as BrowserName, engine.path);
    } catch (error) {
      return column.build(
        `it could not be started: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const kill = () => browser.process()?.kill('SIGKILL');
    process.once('exit', kill);
    const silence = watchSilence(silenceLimit, () =>
      end(`it said nothing for ${silenceLimit} ms and was closed`),
    );
    const aborted = () => end('it was interrupted');
    signal.addEventListener('abort', aborted, { once: true });
    try {
      browser.on('disconnected', () => end('the browser ended'));
      const page = await browser.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
      site.listen((message) => {
        silence.heard();
        column.take(message);
      });
      await page.goto(`${site.address}?only=${encodeURIComponent(only.join(','))}`);
      const why = await Promise.race([column.done.then(() => 'the page failed'), ended]);
      return column.build([why, ...errors.slice(-5)].join('\n'));
    } catch (error) {
      return column.build(
        `the page could not be opened: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      silence.stop();
      signal.removeEventListener('abort', aborted);
      // Closing waits for the browser, which may be stuck: it gets a moment.
      const stuck = setTimeout(kill, 5000);
      await browser.close().catch(kill);
      clearTimeout(stuck);
      process.off('exit', kill);
    }
  };
}
