import { build } from '../../tsup.base.ts';

export default build({
  entry: ['src/index.ts', 'src/internal.ts', 'src/testing.ts', 'src/trace.ts'],
  platform: 'neutral',
});
