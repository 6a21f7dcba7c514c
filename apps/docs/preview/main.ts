import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from './serve.ts';

const usage = `Serves the built site.
  --port <number>   the first port to try (4173)
  --no-isolation    without the headers of cross-origin isolation, to see what is missing then
  --help`;

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function options(): { port: number; isolated: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4173' },
        isolation: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    });
    if (values.help) {
      console.log(usage);
      process.exit();
    }
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535) {
      fail(`--port must be a number from 0 to 65535, got ${values.port}`);
    }
    return { port, isolated: values.isolation };
  } catch (error) {
    return fail(`${(error as Error).message}\n${usage}`);
  }
}

const { port, isolated } = options();
const folder = fileURLToPath(new URL('../dist', import.meta.url));
if (!existsSync(folder)) {
  fail('The site is not built yet: run "pnpm --filter @heddle/docs run build" first.');
}
const served = await serve({ folder, port, isolated });
if (port !== 0 && served.port !== port) {
  console.log(`Port ${port} is taken, so the site gets ${served.port}.`);
}
console.log(`The docs site: ${served.address}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => served.close());
