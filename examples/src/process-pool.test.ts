import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('process-pool.ts', (lines) => {
  const refusal = lines.at(-1);
  expect(lines.slice(0, -1)).toEqual(
    [1, 4, 9, 16, 25, 36].map((square): unknown =>
      expect.stringMatching(new RegExp(`^${square}, says worker_[01], which was told: 7$`)),
    ),
  );
  expect(refusal).toMatch(/^InvalidArgumentError: .*maxWorkers.* got 0/);
});
