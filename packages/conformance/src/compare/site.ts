import { fileURLToPath } from 'node:url';
import { build, preview, type PreviewServer } from 'vite';
import type { Message } from '../engines/message.ts';

/** A page, built for production and served with the headers of cross-origin isolation. */
export interface Site<M = Message> {
  readonly address: string;
  /** Whom the messages of `page` go to: it posts them to `/report/page`. */
  listen(listener: (message: M) => void, page?: string): void;
  close(): Promise<void>;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The page that runs the behaviours. */
export const openSite = (): Promise<Site> =>
  serve(path('../engines'), path('../../dist/page'), true);

/** The page that plays the scenarios of the stress. */
export const openSoakSite = <M>(): Promise<Site<M>> =>
  serve(path('../soak/engines'), path('../../dist/soak'), false);

/** Not `minified`: what a failure says of the code can be read. */
async function serve<M>(root: string, outDir: string, minified: boolean): Promise<Site<M>> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      minify: minified,
      target: 'es2023',
      rollupOptions: { input: `${root}/browser.html` },
    },
  });
  const listeners = new Map<string, (message: M) => void>();
  const server: PreviewServer = await preview({
    root,
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
              listeners.get(pageOf(request.url))?.(JSON.parse(text) as M);
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
    listen: (to, page = '') => void listeners.set(page, to),
    close: () => server.close(),
  };
}

/** What follows `/report`. */
const pageOf = (url: string | undefined): string => url?.replace(/^\//, '') ?? '';
