import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const ids = ['lock.order', 'queue.order'];

test('without arguments everything is compared', () => {
  expect(parseOptions([], ids)).toMatchObject({
    command: 'compare',
    engines: ['node', 'bun', 'deno', 'chromium', 'firefox'],
    behaviours: undefined,
    json: false,
  });
});

test('--only chooses runtimes, in the order of the table', () => {
  expect(parseOptions(['check', '--only', 'deno, node'], ids)).toMatchObject({
    command: 'check',
    engines: ['node', 'deno'],
  });
});

test('--help asks for nothing else', () => {
  expect(parseOptions(['--help', '--only', 'netscape'], ids)).toBeUndefined();
});

test.each([
  [
    ['--only', 'netscape'],
    'unknown runtime "netscape": there are node, bun, deno, chromium, firefox',
  ],
  [
    ['--behaviour', 'lock.speed'],
    'unknown behaviour "lock.speed": there are lock.order, queue.order',
  ],
  [['--repeat', 'often'], '--repeat needs a whole number from 1 up, got "often"'],
  [['run'], 'unknown command "run": there are compare, check, start'],
  [['compare', 'start'], 'one command at a time, got compare start'],
  [['--fast'], /--fast/],
  [['--only'], /--only/],
])('%j is refused, with what there is', (args, message) => {
  expect(() => parseOptions(args, ids)).toThrow(message);
});
