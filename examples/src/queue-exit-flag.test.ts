import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

const words = ['five', 'four', 'one', 'three', 'two'];

onEveryRuntime('queue-exit-flag.ts', (lines) => {
  const reads = lines.flatMap((line) => /^reader [123] reads (\w+)$/.exec(line)?.[1] ?? []);
  expect(reads.toSorted()).toEqual(words);
  expect(lines).toContain(`read: ${words.join(', ')}`);
  expect(lines).toContain('still reading: 0');
});
