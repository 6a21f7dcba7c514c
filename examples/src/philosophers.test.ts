import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('philosophers.ts', (lines) => {
  // Who gets the error is not said, nor where the circle begins.
  const circle = lines.filter((line) => line.includes('waits for'));
  expect(circle.toSorted()).toEqual([
    'table.leftFirst (Hume) holds "fork 3" and waits for "fork 4"',
    'table.leftFirst (Kant) holds "fork 2" and waits for "fork 3"',
    'table.leftFirst (Marx) holds "fork 4" and waits for "fork 5"',
    'table.leftFirst (Plato) holds "fork 1" and waits for "fork 2"',
    'table.leftFirst (Weil) holds "fork 5" and waits for "fork 1"',
  ]);
  expect(lines.slice(circle.length)).toEqual([
    'left first: one is told of the circle, and puts its fork down; 4 eat',
    'both at once: 1000 meals',
  ]);
});
