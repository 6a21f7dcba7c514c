import { fileURLToPath } from 'node:url';
import { build, preview, type PreviewServer } from 'vite';
import type { Message } from '../engines/message.ts';

/** The page that runs the behaviours, built for production and served with the headers of cross-origin isolation. */
export interface Site {
  readonly address: string;
  /** Whom the page's messages go to; one page at a time. */
  listen(listener: (message: Message) => void): void;
  close(): Promise<void>;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const outDir = path('../../dist/page');

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export async function openSite(): Promise<Site> {
  await build({
    root: path('../engines'),
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      rollupOptions: { input: path('../engines/browser.html') },
    },
  });
  let listener: ((message: Message) => void) | undefined;
  const server: PreviewServer = await preview({
    root: path('../engines'),
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1', headers },
    plugins: [
      {
        name: 'heddle-report',
        configurePreviewServer({ middlewares }) {
          middlewares.use('/report', (request, response) => {
            let text = '';
            request.setEncoding('utf8');
            request.on('data', (part: string) => (text += part));
            request.on('end', () => {
              listener?.(JSON.parse(text) as Message);
              response.writeHead(204).end();
            });
          });
        },
      },
    ],
  });
  const at = server.httpServer.address();
  if (at === null || typeof at === 'string') throw new Error('the page is served at no port');
  return {
    address: `http://127.0.0.1:${at.port}/browser.html`,
    listen: (to) => void (listener = to),
    close: () => server.close(),
  };
}
