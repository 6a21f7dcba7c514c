import { build } from '../../tsup.base.ts';

export default build({
  entry: ['src/index.ts', 'src/testing.ts', 'src/trace.ts', 'src/thread.ts', 'src/process.ts'],
  platform: 'node',
  // The full names say what is the runtime's own.
  removeNodeProtocol: false,
});
