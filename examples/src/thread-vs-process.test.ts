import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

// Both are there and have ended. Which of them is the quicker, and by how much, a busy machine may not show.
onEveryRuntime('thread-vs-process.ts', (lines) => {
  const [threads] = numbersOf(lines, /5 threads\W+(\d+)\W*$/) as [number];
  const [processes] = numbersOf(lines, /5 processes\W+(\d+)\W*$/) as [number];
  const [ratio] = numbersOf(lines, /^a process takes (\d+\.\d) times as long as a thread$/);
  expect(threads).toBeGreaterThan(0);
  expect(processes).toBeGreaterThan(0);
  // Both numbers are rounded.
  expect(ratio).toBeCloseTo(processes / threads, 0);
});
