import { defineConfig } from 'vitest/config';
import { systemBrowser } from './scripts/browser/provider.ts';

/** The unit tests of what runs in a page, in the system's own Chromium and Firefox. */
export default defineConfig({
  server: {
    // Without these two headers a page has no SharedArrayBuffer.
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  oxc: { target: 'es2023' },
  test: {
    testTimeout: 60_000, // a crowded machine may take ten times as long as an idle one
    name: 'browser',
    include: ['packages/{core,browser}/src/**/*.test.ts'],
    exclude: ['**/*.explore.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: systemBrowser(),
      instances: [{ browser: 'chromium' }, { browser: 'firefox' }],
    },
  },
});
