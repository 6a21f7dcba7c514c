import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FoundEngine } from '../../compare/engine.ts';
import type { Site } from '../../compare/site.ts';
import type { BrowserName } from '../../../../../scripts/browser/find.ts';
import { launchBrowser } from '../../../../../scripts/browser/launch.ts';
import { fromLine, type Message, type Request } from '../message.ts';

/** A runtime that plays. */
export interface Playing {
  /** Why it has ended. */
  readonly ended: Promise<string>;
  /** Ends it wherever it is. */
  kill(): Promise<void>;
}

const flags: Record<string, readonly string[]> = { deno: ['run', '-A'] };
const script = fileURLToPath(new URL('../engines/process.ts', import.meta.url));

/** Starts a process of Node, Bun or Deno. */
export function startProcess(
  engine: FoundEngine,
  request: Request,
  take: (message: Message) => void,
): Playing {
  const child = spawn(engine.path, [...(flags[engine.id] ?? []), script, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let said = '';
  const keep = (text: string) => (said = `${said}${text}`.slice(-4000));
  child.stderr.setEncoding('utf8').on('data', keep);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = fromLine(line);
    if (message === undefined) keep(`${line}\n`);
    else take(message);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      process.off('exit', kill);
      resolve([`it ended with ${signal ?? `code ${code}`}`, said.trim()].join('\n').trim());
    });
  });
  return {
    ended,
    async kill() {
      kill();
      await ended;
    },
  };
}

/** Opens a page in a browser without a window. */
export async function startPage(
  engine: FoundEngine,
  request: Request,
  take: (message: Message) => void,
  site: Site<Message>,
): Promise<Playing> {
  const browser = await launchBrowser(engine.id as BrowserName, engine.path);
  const kill = () => browser.process()?.kill('SIGKILL');
  process.once('exit', kill);
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  browser.on('disconnected', () => end('the browser ended'));
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('pageerror', (error) => end(`the page failed: ${String(error)}\n${said.join('\n')}`));
  page.on('console', (line) => said.push(line.text().slice(0, 500)) > 20 && said.shift());
  site.listen(take, engine.id);
  const query = new URLSearchParams({ page: engine.id, request: JSON.stringify(request) });
  page.goto(`${site.address}?${query}`).catch((error: unknown) => end(String(error)));
  return {
    ended,
    async kill() {
      // Closing waits for the browser, which may be stuck: it gets a moment.
      const stuck = setTimeout(kill, 5000);
      await browser.close().catch(kill);
      clearTimeout(stuck);
      process.off('exit', kill);
    },
  };
}
