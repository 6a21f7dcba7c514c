import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/node.ts',
    'src/bun.ts',
    'src/deno.ts',
    'src/browser.ts',
    'src/testing.ts',
    'src/trace.ts',
  ],
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  splitting: true,
  dts: true,
  sourcemap: true,
  clean: true,
});
