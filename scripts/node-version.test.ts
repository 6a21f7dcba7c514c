import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const { complaint } = createRequire(import.meta.url)('./node-version.cjs') as {
  complaint(version: string): string | undefined;
};

test.each(['18.20.4', '20.20.2', '22.12.0', '22.17.9'])('Node %s is told what to do', (version) => {
  expect(complaint(version)).toContain(`this is Node ${version}. Run them as \`npx pnpm@12 test\``);
});

test.each(['22.18.0', '22.23.3', '24.0.0', '26.10.0'])('Node %s may go on', (version) => {
  expect(complaint(version)).toBeUndefined();
});
