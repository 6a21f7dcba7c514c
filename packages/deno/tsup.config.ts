import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/testing.ts', 'src/trace.ts', 'src/thread.ts', 'src/process.ts'],
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  // Deno knows its own modules by their full names only.
  external: [/^node:/],
  removeNodeProtocol: false,
  splitting: true,
  dts: true,
  sourcemap: true,
  clean: true,
});
