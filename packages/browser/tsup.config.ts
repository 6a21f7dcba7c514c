import { build } from '../../tsup.base.ts';

export default build({
  entry: ['src/index.ts', 'src/testing.ts', 'src/trace.ts', 'src/thread.ts'],
  platform: 'browser',
});
