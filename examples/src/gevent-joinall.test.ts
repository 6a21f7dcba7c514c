import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

const words = (lines: readonly string[], label: string): string[] =>
  lines
    .find((line) => line.startsWith(`${label}: `))!
    .slice(label.length + 2)
    .split(' ');

onEveryRuntime('gevent-joinall.ts', (lines) => {
  const sorted = Array.from({ length: 10 }, (_, index) => String(20 + 20 * index));
  const byLength = (a: string, b: string): number => Number(a) - Number(b);
  expect(words(lines, 'pauses').toSorted(byLength)).toEqual(sorted);
  expect(words(lines, 'ended')).toEqual(sorted);
  expect(words(lines, 'the first three')).toEqual(sorted.slice(0, 3));
  const [inTurn] = numbersOf(lines, /^in turn: (\d+) ms$/) as [number];
  const [atOnce] = numbersOf(lines, /^at once: (\d+) ms$/) as [number];
  expect([inTurn, atOnce]).toEqual([1100, 200]);
});
