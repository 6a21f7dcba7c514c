import { build } from '../../tsup.base.ts';

export default build({
  entry: ['src/index.ts', 'src/testing.ts', 'src/trace.ts', 'src/thread.ts', 'src/process.ts'],
  platform: 'neutral',
  // Deno knows its own modules by their full names only.
  external: [/^node:/],
  removeNodeProtocol: false,
});
