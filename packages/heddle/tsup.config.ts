import { build } from '../../tsup.base.ts';

export default build({
  entry: [
    'src/index.ts',
    'src/node.ts',
    'src/bun.ts',
    'src/deno.ts',
    'src/browser.ts',
    'src/testing.ts',
    'src/trace.ts',
  ],
  platform: 'neutral',
});
