import { readdirSync } from 'node:fs';
import { defineConfig, type OxlintOverride } from 'oxlint';

/** The folders and files of packages/core/src, lowest first: each imports only from those before it. */
const layers = [
  'platform.ts',
  'turn-of-thread.ts',
  'errors.ts',
  'show.ts',
  'no-task.ts',
  'known-options.ts',
  'refuse-copy.ts',
  'tell.ts',
  'collecting.fixture.ts',
  'realm.ts',
  'wait',
  'scheduler',
  'operation',
  'time',
  'context',
  'coroutine',
  'memory',
  'wire',
  'lock',
  'value',
  'queue',
  'thread',
  'executor',
  'trace',
  'testing',
];

/** Files at the top of packages/core/src that gather exports, and so belong to no layer. */
const entries = ['index', 'internal', 'testing', 'trace'];

for (const item of readdirSync(new URL('packages/core/src/', import.meta.url), {
  withFileTypes: true,
})) {
  const isEntry = entries.some(
    (entry) => item.name === `${entry}.ts` || item.name.startsWith(`${entry}.test`),
  );
  const owner = item.name.replace(/\.test(-d)?\.ts$/, '.ts');
  if (!isEntry && !layers.includes(owner)) {
    throw new Error(
      `packages/core/src/${item.name} has no place in the layer order: name it in oxlint.config.ts, or move it into a layer`,
    );
  }
}

const runtimes = {
  regex: '^(node|bun|deno|npm|jsr):|^bun$|^bun-types|^@types/|^heddle(/|$)|^@heddle/',
  message: 'core runs on any ECMAScript engine: what a runtime has comes through platform.ts',
};

/** Refuses imports of a later layer (or of the gathered exports) from the layer at `index`. */
function layerRule(index: number, allowed: string[] = []) {
  const layer = layers[index] ?? '';
  const later = layers.slice(index + 1).filter((name) => !allowed.includes(name));
  // Inside a folder, `./queue.ts` is a sibling; another layer is always reached by `../`.
  const up = layer.endsWith('.ts') ? String.raw`\.{1,2}/(?:\.\./)*` : String.raw`(?:\.\./)+`;
  const targets = [...later, ...entries.map((entry) => `${entry}.ts`)]
    .map((name) => name.replace('.', String.raw`\.`))
    .join('|');
  return {
    patterns: [
      runtimes,
      {
        regex: `^${up}(?:${targets})(?:/|$)`,
        message: `${layer} may import only from the layers before it (see oxlint.config.ts)`,
      },
    ],
  };
}

const layerOverrides = layers.flatMap((layer, index): OxlintOverride[] => {
  const base = `packages/core/src/${layer.replace(/\.ts$/, '')}`;
  const [sources, tests] = layer.endsWith('.ts')
    ? [`${base}.ts`, `${base}.test*.ts`]
    : [`${base}/**/*.ts`, `${base}/**/*.{test,fixture}*.ts`];
  return [
    { files: [sources], rules: { 'no-restricted-imports': ['error', layerRule(index)] } },
    {
      files: [tests],
      rules: { 'no-restricted-imports': ['error', layerRule(index, ['testing'])] },
    },
  ];
});

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['**/node_modules/**', '**/dist/**', '**/.vitepress/cache/**', '**/.turbo/**'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/triple-slash-reference': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'off',
    'no-var': 'error',
    'prefer-const': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'unicorn/prefer-node-protocol': 'error',
    // Order is part of what Heddle promises, so one await after another is often the point.
    'no-await-in-loop': 'off',
    // `using _ = lock.acquireSync()` names nothing.
    'no-underscore-dangle': 'off',
    // An operation is a thenable.
    'unicorn/no-thenable': 'off',
    // What is asked of `instanceof` here is what structured clone knows, of this realm.
    'unicorn/no-instanceof-builtins': 'off',
    // Rings and rows of waiters start with their full length.
    'unicorn/no-new-array': 'off',
    // The first `export {}` of a package is how a file says that it is a module.
    'unicorn/require-module-specifiers': 'off',
  },
  overrides: [
    {
      files: ['packages/core/**/*.ts'],
      rules: { 'no-restricted-imports': ['error', { patterns: [runtimes] }] },
    },
    ...layerOverrides,
    {
      // A test reads best with all that it needs inside of it.
      files: ['**/*.test.ts'],
      rules: { 'unicorn/consistent-function-scoping': 'off' },
    },
    {
      files: ['packages/browser/src/**/*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              { regex: '^(node|bun|deno|npm|jsr):|^bun$', message: 'a browser has no such module' },
            ],
          },
        ],
      },
    },
    {
      files: ['apps/**/*.ts'],
      rules: {
        'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }],
        // It takes a worker for a window.
        'unicorn/require-post-message-target-origin': 'off',
      },
    },
    {
      files: ['examples/**/*.ts', 'apps/**/*.ts', 'bench/**/*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: '^@heddle/.+/internal$',
                message: 'internal is for sibling packages: import from heddle or an adapter',
              },
            ],
          },
        ],
      },
    },
  ],
});
