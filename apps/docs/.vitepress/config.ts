import { fileURLToPath } from 'node:url';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { isolationHeaders } from '../isolation.ts';
import { tokenize } from './search.ts';

const guide: DefaultTheme.SidebarItem[] = [
  {
    text: 'Start',
    items: [
      { text: 'Getting started', link: '/guide/getting-started' },
      { text: 'Isolation headers', link: '/guide/isolation' },
    ],
  },
  {
    text: 'The parts',
    items: [
      { text: 'Operations', link: '/guide/operations' },
      { text: 'Coroutines', link: '/guide/coroutines' },
      { text: 'Cancellation', link: '/guide/cancellation' },
      { text: 'Threads and task modules', link: '/guide/threads' },
      { text: 'Pools', link: '/guide/pools' },
      { text: 'Processes', link: '/guide/processes' },
      { text: 'Testing', link: '/guide/testing' },
      { text: 'Errors', link: '/guide/errors' },
    ],
  },
  {
    text: 'Locks',
    items: [
      { text: 'Locks', link: '/guide/locks' },
      { text: 'Semaphores, conditions, barriers', link: '/guide/synchronizers' },
      { text: 'Deadlocks', link: '/guide/deadlocks' },
      { text: 'Shared values', link: '/guide/values' },
    ],
  },
  {
    text: 'Queues',
    items: [
      { text: 'Queues', link: '/guide/queues' },
      { text: 'Channels', link: '/guide/channels' },
      { text: 'Pipelines and streams', link: '/guide/pipelines' },
    ],
  },
  {
    text: 'Look up',
    items: [
      { text: 'Python ↔ Heddle', link: '/guide/python' },
      { text: 'Comparison of runtimes', link: '/comparison' },
      { text: 'Demo', link: '/demo' },
    ],
  },
];

export default defineConfig({
  title: 'Heddle',
  description:
    'Threads, processes, coroutines, locks and queues: one API on Node, Bun, Deno and in browsers',
  lang: 'en',
  srcExclude: ['test/**', 'snippets/**', 'programs/**'],
  outDir: './dist',
  cleanUrls: true,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/logo.svg' }],
    ['meta', { name: 'theme-color', content: '#39408f' }],
  ],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '^/guide/' },
      { text: 'Comparison', link: '/comparison' },
      { text: 'Demo', link: '/demo' },
    ],
    sidebar: { '/guide/': guide },
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: { miniSearch: { options: { tokenize } } },
    },
    footer: { message: 'Released under the MIT License.' },
  },
  vite: {
    plugins: [
      {
        // `server.headers` would miss the pages themselves, which VitePress answers on its own.
        name: 'isolation-headers',
        configureServer({ middlewares }) {
          middlewares.use((_request, response, next) => {
            for (const [name, value] of Object.entries(isolationHeaders)) {
              response.setHeader(name, value);
            }
            next();
          });
        },
      },
    ],
    server: {
      // The packages are served from their own folders.
      fs: { allow: [fileURLToPath(new URL('../../..', import.meta.url))] },
    },
    // Each of thirty workers is a bundle of its own; what minifying leaves out without this is all but one hundredth.
    worker: { format: 'es', rollupOptions: { treeshake: false } },
    build: { target: 'es2022' },
    // The tsconfig's ES2024 is younger than this Vite's esbuild.
    esbuild: {
      tsconfigRaw: { compilerOptions: { target: 'es2022' } },
      // What tasks are called in messages is the names of their functions.
      keepNames: true,
    },
  },
});
