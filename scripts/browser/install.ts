import {
  computeExecutablePath,
  detectBrowserPlatform,
  install,
  resolveBuildId,
} from '@puppeteer/browsers';
import { x } from 'tinyexec';
import { cacheDir, downloads } from './cache.ts';
import { findBrowser, type BrowserName } from './find.ts';

const packages: Record<BrowserName, string> = { chromium: 'chromium', firefox: 'firefox-esr' };

/**
 * Sees to it that the browser is there: as root on Debian by apt, elsewhere by a download into .cache.
 * @returns why it is not there, or undefined
 */
export async function installBrowser(
  name: BrowserName,
  say: (line: string) => void,
): Promise<string | undefined> {
  if (findBrowser(name) !== undefined) return undefined;
  try {
    if (await hasApt()) await byApt(packages[name], say);
    else await byDownload(name, say);
  } catch (error) {
    return `${name} could not be installed (${error instanceof Error ? error.message : String(error)}); install it by hand and run this again`;
  }
  return findBrowser(name) === undefined
    ? `${name} was installed, but is not where it was looked for`
    : undefined;
}

async function hasApt(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const found = await x('apt-get', ['--version']).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  return found;
}

async function byApt(name: string, say: (line: string) => void): Promise<void> {
  say(`installing ${name} with apt-get`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await x('apt-get', ['update', '-q'], { nodeOptions: { env }, timeout: 300_000 });
  const { exitCode, stderr } = await x(
    'apt-get',
    ['install', '-qy', '--no-install-recommends', name],
    {
      nodeOptions: { env },
      timeout: 600_000,
    },
  );
  if (exitCode !== 0)
    throw new Error(`apt-get install ${name}: ${stderr.trim().split('\n').at(-1) ?? 'failed'}`);
}

async function byDownload(name: BrowserName, say: (line: string) => void): Promise<void> {
  const platform = detectBrowserPlatform();
  if (platform === undefined) throw new Error('there is no download for this system');
  const browser = downloads[name];
  const buildId = await resolveBuildId(browser, platform, 'stable');
  say(
    `downloading ${name} ${buildId} to ${computeExecutablePath({ browser, buildId, cacheDir, platform })}`,
  );
  await install({ browser, buildId, cacheDir, platform });
}
