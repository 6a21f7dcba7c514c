import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('process-one.ts', (lines) => {
  expect(lines[0]).toBe('before the start: pid undefined, exit code undefined');
  expect(lines[1]).toBe('good morning, I am clerk');
  const [own, child, parent] = numbersOf(
    lines,
    /^this is (\d+), the child was (\d+), its parent (\d+)$/,
  );
  expect(child).not.toBe(own);
  expect(parent).toBe(own);
  expect(lines[3]).toBe('after the end: exit code 0');
});
