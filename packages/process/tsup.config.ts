import { build } from '../../tsup.base.ts';

export default build({
  entry: ['src/index.ts', 'src/internal.ts'],
  platform: 'node',
  // The full names say what is the runtime's own.
  removeNodeProtocol: false,
});
