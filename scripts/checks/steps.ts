import { cpus } from 'node:os';
import type { Step } from './step.ts';

/**
 * Where tests are about memory, messages, events and errors, in which hosts differ even if their engine is the same. What is
 * pure language, and what is made of these (locks, queues), has its unit tests on two engines, and its behaviours and its
 * stress everywhere.
 */
const hostBound = [
  'packages/browser',
  'packages/deno',
  'packages/process',
  ...['memory', 'wire', 'thread', 'executor'].map((folder) => `packages/core/src/${folder}/`),
];

/** Everything that `pnpm test` runs, in this order. A new check is a new row. */
export const steps: readonly Step[] = [
  // The docs site is built by its own tests, beside the others.
  {
    name: 'build',
    phase: 'build',
    counting: 'exit',
    command: () => ['turbo', 'run', 'build', '--filter=!@heddle/docs'],
  },

  { name: 'format', phase: 'check', counting: 'exit', command: () => ['oxfmt', '--check'] },
  { name: 'lint', phase: 'check', counting: 'exit', command: () => ['oxlint', '--deny-warnings'] },
  check('types of the sources', 'typecheck'),
  {
    name: 'types of the scripts',
    phase: 'check',
    counting: 'exit',
    command: () => ['tsc', '-p', 'tsconfig.json'],
  },
  { name: 'knip', phase: 'check', counting: 'exit', command: () => ['knip', '--no-progress'] },
  check('publint', 'publint', './packages/*'),
  check('types of the packages (attw)', 'attw', './packages/*'),
  { name: 'size', phase: 'check', counting: 'exit', command: () => ['size-limit'] },

  // Vitest leaves one core free; what is explored needs all there are.
  unit('Node', ['node', 'node_modules/vitest/vitest.mjs', 'run', `--maxWorkers=${cpus().length}`]),
  unit('Bun', ['bun', '--bun', 'node_modules/vitest/vitest.mjs', 'run']),
  { ...unit('Chromium', [...inBrowser('chromium'), ...hostBound]), browser: 'chromium' },
  { ...unit('Firefox', [...inBrowser('firefox'), ...hostBound]), browser: 'firefox' },

  // Beside them, so that both lanes take about as long.
  {
    name: 'docs site in a browser',
    phase: 'beside',
    counting: 'vitest',
    browser: 'chromium',
    minutes: 20,
    command: (report) => ['pnpm', '--filter', '@heddle/docs', 'run', 'test', ...json(report)],
  },
  {
    ...unit('Deno', ['deno', 'run', '-A', 'node_modules/vitest/vitest.mjs', 'run', ...hostBound]),
    phase: 'beside',
  },
  // In Chromium, the button of the docs' comparison runs the same list, and is tested by that.
  conformance('node'),
  conformance('bun'),
  conformance('deno'),
  { ...conformance('firefox'), browser: 'firefox' },

  stress('node'),
  stress('bun'),
  stress('deno'),
  { ...stress('chromium'), browser: 'chromium' },
  { ...stress('firefox'), browser: 'firefox' },

  {
    name: 'examples',
    phase: 'beside',
    counting: 'vitest',
    command: (report) => ['pnpm', '--filter', '@heddle/examples', 'run', 'test', ...json(report)],
  },

  {
    name: 'no process is left',
    phase: 'last',
    counting: 'exit',
    command: () => ['node', 'scripts/checks/none-left.ts'],
  },
];

function check(name: string, task: string, packages = '*'): Step {
  const command: Step['command'] = () => ['turbo', 'run', task, `--filter=${packages}`];
  return { name, phase: 'check', counting: 'exit', command };
}

function unit(runtime: string, command: [string, ...string[]]): Step {
  return {
    name: `unit tests on ${runtime}`,
    phase: 'test',
    counting: 'vitest',
    minutes: 20, // on Node with all that is explored, and a machine may be slow
    command: (report) => [...command, ...json(report)],
  };
}

function inBrowser(name: string): [string, ...string[]] {
  return [
    'node',
    'node_modules/vitest/vitest.mjs',
    'run',
    '-c',
    'vitest.browser.config.ts',
    `--browser=${name}`,
  ];
}

function conformance(runtime: string): Step {
  return {
    name: `conformance on ${runtime}`,
    phase: 'beside',
    counting: 'summary',
    command: (report) => [
      'pnpm',
      '--filter',
      '@heddle/conformance',
      'run',
      'check',
      '--only',
      runtime,
      '--json-summary',
      report,
    ],
  };
}

/** Each scenario for a moment; `pnpm soak` is the long form. */
function stress(runtime: string): Step {
  return {
    name: `stress on ${runtime}`,
    phase: 'beside',
    counting: 'summary',
    command: (report) => [
      'pnpm',
      '--filter',
      '@heddle/conformance',
      'run',
      'soak',
      '--on',
      runtime,
      '--rounds',
      '1',
      '--slice',
      '50',
      '--json-summary',
      report,
    ],
  };
}

function json(report: string): string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
}
