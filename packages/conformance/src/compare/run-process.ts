import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fromLine, type Request } from '../engines/message.ts';
import { columnOf, type Column } from './column.ts';
import {
  silenceLimit as defaultSilence,
  type EngineRun,
  type FoundEngine,
  type RunEngine,
} from './engine.ts';
import { watchSilence } from './silence.ts';

export interface ProcessLimits {
  /** Milliseconds that may pass without a word. @default 45000 */
  readonly silence?: number;
  /** How long a program that has reported may take to end by itself, in milliseconds. @default 10000 */
  readonly end?: number;
}

const flags: Record<string, readonly string[]> = { deno: ['run', '-A'] };

/** Runs the behaviours in a child process: Node, Bun or Deno. */
export const runInProcess: RunEngine = (engine, run) =>
  runScript(engine, fileURLToPath(new URL(`../engines/${engine.id}.ts`, import.meta.url)), run);

/** Runs a script that reports as an engine does. */
export async function runScript(
  engine: FoundEngine,
  script: string,
  { only, signal, onProgress }: EngineRun,
  { silence: silenceLimit = defaultSilence, end: endLimit = 10_000 }: ProcessLimits = {},
): Promise<Column> {
  const request: Request = { only };
  const child = spawn(engine.path, [...(flags[engine.id] ?? []), script, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  signal.addEventListener('abort', kill, { once: true });

  const column = columnOf(engine, only, onProgress);
  const silence = watchSilence(silenceLimit, kill);
  let errors = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (errors = (errors + text).slice(-2000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    silence.heard();
    const message = fromLine(line);
    if (message) column.take(message);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.on('close', (code, killed) => resolve(`it ended with ${killed ?? `code ${code}`}`));
  });

  await Promise.race([column.done, ended]);
  silence.stop();
  // A program whose work is done ends by itself: what keeps it open would keep a user's open too.
  let lingering: ReturnType<typeof setTimeout> | undefined;
  void column.done.then(() => {
    lingering = setTimeout(() => {
      column.problem(`it was still running ${endLimit} ms after the last behaviour`);
      kill();
    }, endLimit);
  });
  const end = await ended;
  clearTimeout(lingering);
  process.off('exit', kill);
  signal.removeEventListener('abort', kill);
  const why = silence.broken ? `it said nothing for ${silenceLimit} ms and was killed` : end;
  return column.build([why, errors.trim()].filter(Boolean).join('\n'));
}
