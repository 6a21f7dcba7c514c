import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('many-coroutines.ts', (lines) => {
  for (const count of [10_000, 1_000_000]) {
    const [waiting, sum] = numbersOf(
      lines,
      new RegExp(`^${count} coroutines: at once (\\d+), sum (\\d+)$`),
    ) as [number, number];
    expect(sum).toBe((count * (count + 1)) / 2);
    expect(waiting).toBe(count);
    const [, , bytes] = numbersOf(
      lines,
      new RegExp(`^${count} coroutines: (\\d+) ms, (\\d+) ns and (-?\\d+) bytes each$`),
    ) as [number, number, number];
    if (count === 1_000_000) expect(bytes).toBeLessThan(4000);
  }
});
