import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve, type Served } from '../preview/serve.ts';

const folder = fileURLToPath(new URL('../dist', import.meta.url));

/** Every page of the site. */
export const pages: readonly string[] = [
  '',
  'guide/getting-started',
  'guide/operations',
  'guide/locks',
  'guide/synchronizers',
  'guide/deadlocks',
  'guide/values',
  'guide/queues',
  'guide/channels',
  'guide/pipelines',
  'guide/threads',
  'guide/pools',
  'guide/processes',
  'guide/coroutines',
  'guide/cancellation',
  'guide/testing',
  'guide/errors',
  'guide/isolation',
  'guide/python',
  'comparison',
  'demo',
];

/** Serves the built site at a port of its own. */
export function serveSite(options: { isolated: boolean }): Promise<Served> {
  if (!existsSync(folder)) {
    throw new Error(
      'the site is not built: run the tests by "pnpm --filter @heddle/docs test", which builds it',
    );
  }
  return serve({ folder, port: 0, ...options });
}
