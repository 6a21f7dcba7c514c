import { expect, test } from 'vitest';
import { sumBelow, type Contest } from './contest.ts';
import { measure } from './measure.ts';

/** A contest on a clock of its own: an operation of each side takes as many milliseconds as it says. */
function contestOf(costs: Record<string, number>, sum = sumBelow) {
  const called: string[] = [];
  const closed: string[] = [];
  let time = 0;
  const contest: Contest = {
    id: 'clockwork',
    title: 'a tick',
    sum: sumBelow,
    open: () =>
      Object.entries(costs).map(([name, cost]) => ({
        name,
        run(operations) {
          called.push(name);
          time += cost * operations;
          return sum(operations);
        },
        close: () => void closed.push(name),
      })),
  };
  return { contest, called, closed, clocks: { now: () => time, cpu: () => time * 500 } };
}

test('the ratio is of the time of one operation, and CPU time is told beside wall time', async () => {
  const { contest, clocks } = contestOf({ heddle: 2, peer: 1 });
  const { sides } = await measure(contest, { rounds: 5, warmUp: 1 }, clocks);
  expect(sides.map(({ name, operations }) => [name, operations])).toEqual([
    ['heddle', 20],
    ['peer', 40],
  ]);
  expect(sides[0]).toMatchObject({ ratio: { q1: 1, median: 1, q3: 1 }, wall: 0.2, cpu: 0.1 });
  expect(sides[1]?.ratio.median).toBeCloseTo(2);
  expect(sides[1]?.nanoseconds.median).toBeCloseTo(1e6);
});

test('the sides take turns, in an order that alternates', async () => {
  const { contest, called, clocks } = contestOf({ a: 1, b: 1, c: 1 });
  await measure(contest, { rounds: 3, warmUp: 1 }, clocks);
  expect(called.slice(-12).join('')).toBe('cbaabccbaabc');
});

test('a side that leaves work out is told of, and all are closed', async () => {
  const { contest, closed, clocks } = contestOf({ a: 1, b: 1 }, (n) => sumBelow(n) - 1);
  await expect(measure(contest, { rounds: 1, warmUp: 0 }, clocks)).rejects.toThrow(
    /^clockwork, a: the sum over 2 operations is 0, must be 1$/,
  );
  expect(closed).toEqual(['a', 'b']);
});
