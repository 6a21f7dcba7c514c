import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

export interface Site {
  /** With the headers of cross-origin isolation. */
  readonly isolated: string;
  /** Without them. */
  readonly open: string;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = fileURLToPath(new URL('../../dist/page', import.meta.url));

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const common = { root, configFile: false, logLevel: 'error', worker: { format: 'es' } } as const;

/** The page, built for production and served twice. */
export async function openSite(): Promise<Site> {
  await build({ ...common, build: { outDir, emptyOutDir: true, target: 'es2023' } });
  const [isolated, open] = await Promise.all([serve(headers), serve({})]);
  return {
    isolated: isolated.address,
    open: open.address,
    async close() {
      await Promise.all([isolated.close(), open.close()]);
    },
  };
}

interface Served {
  readonly address: string;
  close(): Promise<void>;
}

async function serve(sent: Record<string, string>): Promise<Served> {
  const server = await preview({
    ...common,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1', headers: sent },
  });
  const at = server.httpServer.address();
  if (at === null || typeof at === 'string') throw new Error('the page is served at no port');
  return { address: `http://127.0.0.1:${at.port}/`, close: () => server.close() };
}
