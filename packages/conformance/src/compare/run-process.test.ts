import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { FoundEngine } from './engine.ts';
import { findEngine } from './find.ts';
import { runScript, type ProcessLimits } from './run-process.ts';

const node: FoundEngine = {
  id: 'node',
  title: 'Node',
  path: findEngine('node').path ?? process.execPath,
  advice: '',
};

const dies = new URL('./fixtures/dies.ts', import.meta.url);
const hangs = new URL('./fixtures/hangs.ts', import.meta.url);
const lingers = new URL('./fixtures/lingers.ts', import.meta.url);

function run(
  script: URL,
  limits: ProcessLimits = {},
  engine: FoundEngine = node,
  signal = new AbortController().signal,
  onProgress = () => {},
) {
  return runScript(
    engine,
    fileURLToPath(script),
    { only: ['lock.a', 'lock.b'], signal, onProgress },
    limits,
  );
}

test('a runtime that dies keeps what it showed, and tells its code and last words for the rest', async () => {
  const { results, problems } = await run(dies);
  expect(results).toMatchObject([
    { id: 'lock.a', outcome: 'same' },
    { id: 'lock.b', outcome: 'differs' },
  ]);
  expect(problems[0]).toBe('it ended with code 3\nout of luck');
});

test('a runtime that is blocked for ever is killed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // Its second of silence begins with its only word.
  const { results } = await run(hangs, { silence: 1000 }, node, undefined, () =>
    queueMicrotask(() => vi.advanceTimersByTime(1000)),
  ).finally(() => vi.useRealTimers());
  expect(results.map(({ id, why }) => [id, why])).toEqual([
    ['lock.a', 'the runtime ended meanwhile: it said nothing for 1000 ms and was killed'],
    ['lock.b', 'not run, the runtime ended before: it said nothing for 1000 ms and was killed'],
  ]);
});

test('a runtime that does not end by itself after its report is killed, and that is a problem', async () => {
  const { problems, runtime } = await run(lingers, { end: 300 });
  expect(runtime.version).toBe('24');
  expect(problems).toEqual(['it was still running 300 ms after the last behaviour']);
});

test('a program that cannot be started says so', async () => {
  const { problems } = await run(dies, {}, { ...node, path: '/no/such/program' });
  expect(problems[0]).toMatch(/could not be started: .*ENOENT/);
});

test('an interruption kills it', async () => {
  const { problems } = await run(hangs, {}, node, AbortSignal.timeout(300));
  expect(problems[0]).toBe('it ended with SIGKILL');
});
