import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

export interface Site {
  readonly address: string;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = fileURLToPath(new URL('../../dist/page', import.meta.url));

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The page, built for production and served with the headers of cross-origin isolation. */
export async function openSite(): Promise<Site> {
  const common = { root, configFile: false, logLevel: 'error', worker: { format: 'es' } } as const;
  await build({ ...common, build: { outDir, emptyOutDir: true, target: 'es2023' } });
  const server = await preview({
    ...common,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1', headers },
  });
  const at = server.httpServer.address();
  if (at === null || typeof at === 'string') throw new Error('the page is served at no port');
  return { address: `http://127.0.0.1:${at.port}/`, close: () => server.close() };
}
