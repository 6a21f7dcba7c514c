import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('download-processes.ts', (lines) => {
  const [inTurn] = numbersOf(lines, /^in turn: (\d+) ms, one after the other$/) as [number];
  // Each timer may fire within the millisecond before its time.
  expect(inTurn).toBeGreaterThanOrEqual(1098);
  for (const how of ['processes', 'threads']) {
    const [took] = numbersOf(lines, new RegExp(`^in ${how}: (\\d+) ms, both at once$`)) as [number];
    expect(took).toBeGreaterThanOrEqual(699);
  }
});
