import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

// The daemon writes to the program's own output, which is read to its end: were it still there, that would be a minute later.
onEveryRuntime('process-daemon.ts', (lines) => {
  expect(lines[0]).toBe('the main part ends');
  expect(lines.at(-1)).toBe('the other ends');
  expect(lines).toContain('the other begins');
  expect(lines).not.toContain('the daemon ends');
});
