import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/internal.ts'],
  format: 'esm',
  target: 'es2023',
  platform: 'node',
  // The full names say what is the runtime's own.
  removeNodeProtocol: false,
  splitting: true,
  dts: true,
  sourcemap: true,
  clean: true,
});
