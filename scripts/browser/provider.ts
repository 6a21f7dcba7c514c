import { defineBrowserProvider } from '@vitest/browser';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import type {
  BrowserCommandContext,
  BrowserProvider,
  BrowserProviderOption,
  TestProject,
} from 'vitest/node';
import { findBrowser, type BrowserName } from './find.ts';
import { launchBrowser } from './launch.ts';

/**
 * Runs Vitest's browser mode in the browsers of the system: Chromium over CDP and a stock Firefox over WebDriver BiDi.
 * (Playwright would need its own patched Firefox.) It opens pages and nothing more: no `vi.mock`, no user events.
 */
export function systemBrowser(): BrowserProviderOption {
  return defineBrowserProvider({
    name: 'system-browser',
    supportedBrowser: ['chromium', 'firefox'],
    options: {},
    providerFactory: (project) => new SystemBrowser(project),
  });
}

class SystemBrowser implements BrowserProvider {
  readonly name = 'system-browser';
  readonly supportsParallelism = true;
  readonly #project: TestProject;
  readonly #pages = new Map<string, Page>();
  #browser: Promise<Browser> | undefined;

  constructor(project: TestProject) {
    this.#project = project;
    // Vitest sizes the page before each file; its types do not list this command.
    project.browser?.registerCommand('__vitest_viewport' as never, this.#resize as never);
  }

  getCommandsContext(sessionId: string): Record<string, unknown> {
    return { page: this.#pages.get(sessionId) };
  }

  async openPage(sessionId: string, url: string): Promise<void> {
    const browser = await (this.#browser ??= start(this.#project.config.browser.name));
    // Of its own context, so that one session sees nothing of another's storage.
    const context: BrowserContext = await browser.createBrowserContext();
    const page = await context.newPage();
    this.#pages.set(sessionId, page);
    await page.goto(url, { timeout: 0 });
  }

  readonly #resize = async (
    { sessionId }: BrowserCommandContext,
    viewport: { width: number; height: number },
  ): Promise<void> => {
    await this.#pages.get(sessionId)?.setViewport(viewport);
  };

  async close(): Promise<void> {
    const browser = await this.#browser;
    this.#browser = undefined;
    this.#pages.clear();
    await browser?.close();
  }
}

function start(name: string): Promise<Browser> {
  const executablePath = findBrowser(name as BrowserName);
  if (executablePath === undefined) {
    throw new Error(
      `cannot run the tests in ${name}: it is not installed; "pnpm test" installs it`,
    );
  }
  return launchBrowser(name as BrowserName, executablePath);
}
