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
  return {
    contest,
    called,
    closed,
    instruments: { now: () => time, cpu: () => time * 500, collect: () => Promise.resolve() },
  };
}

test('the ratio is of the time of one operation, and CPU time is told beside wall time', async () => {
  const { contest, instruments } = contestOf({ heddle: 2, peer: 1 });
  const { sides } = await measure(contest, { rounds: 5, warmUp: 1 }, instruments);
  expect(sides.map(({ name, operations }) => [name, operations])).toEqual([
    ['heddle', 20],
    ['peer', 40],
  ]);
  expect(sides[0]).toMatchObject({ ratio: { q1: 1, median: 1, q3: 1 }, wall: 0.2, cpu: 0.1 });
  expect(sides[1]?.ratio.median).toBeCloseTo(2);
  expect(sides[1]?.reading.median).toBeCloseTo(1e6);
});

test('the sides take turns, in an order that alternates', async () => {
  const { contest, called, instruments } = contestOf({ a: 1, b: 1, c: 1 });
  await measure(contest, { rounds: 3, warmUp: 1 }, instruments);
  expect(called.slice(-12).join('')).toBe('cbaabccbaabc');
});

test('a side that leaves work out is told of, and all are closed', async () => {
  const { contest, closed, instruments } = contestOf({ a: 1, b: 1 }, (n) => sumBelow(n) - 1);
  await expect(measure(contest, { rounds: 1, warmUp: 0 }, instruments)).rejects.toThrow(
    /^clockwork, a: the sum over 2 operations is 0, must be 1$/,
  );
  expect(closed).toEqual(['a', 'b']);
});

test('a fixed number is not changed, a side may do fewer, and a round may be what is measured', async () => {
  const { contest, instruments } = contestOf({ heddle: 2, peer: 1 });
  const fixed: Contest = {
    ...contest,
    operations: 50,
    measures: 'round',
    rounds: 2,
    open: async () => {
      const [heddle, peer] = await contest.open();
      return [heddle!, { ...peer!, operations: 5 }];
    },
  };
  const { rounds, sides } = await measure(fixed, { rounds: 9, warmUp: 9 }, instruments);
  expect(rounds).toBe(2);
  expect(sides.map(({ operations, reading }) => [operations, reading.median])).toEqual([
    [50, 100e6],
    [5, 5e6],
  ]);
});

test('what a side notes is its reading; one that notes nothing is told of', async () => {
  const readings = [8, 4];
  const { instruments } = contestOf({});
  const contest = (noting: boolean): Contest => ({
    id: 'bytes',
    title: 'a thing that is held',
    measures: 'bytes',
    operations: 3,
    sum: sumBelow,
    open: () =>
      readings.map((reading) => ({
        name: `${reading} bytes`,
        run(operations, note) {
          if (noting) note(reading);
          return sumBelow(operations);
        },
      })),
  });
  const { sides } = await measure(contest(true), { rounds: 2, warmUp: 1 }, instruments);
  expect(sides.map(({ reading, ratio }) => [reading.worst, ratio.median])).toEqual([
    [8, 1],
    [4, 2],
  ]);
  await expect(measure(contest(false), { rounds: 1, warmUp: 0 }, instruments)).rejects.toThrow(
    'bytes, 8 bytes: noted 0 readings in a round, must note one',
  );
});

test('a peer that breaks is told of, and the others are measured; Heddle may not break', async () => {
  const { contest, closed, instruments } = contestOf({ heddle: 1, hangs: 1, peer: 1, throws: 1 });
  const breaking: Contest = {
    ...contest,
    peersMayBreak: true,
    open: async () => {
      const [heddle, hangs, peer, throws] = await contest.open();
      return [
        heddle!,
        { ...hangs!, run: () => new Promise<number>(() => {}) },
        peer!,
        {
          ...throws!,
          run() {
            throw new Error('cannot add\nat all');
          },
        },
      ];
    },
  };
  const options = { rounds: 2, warmUp: 1, patience: 1 };
  const { sides, broken } = await measure(breaking, options, instruments);
  expect(sides.map(({ name }) => name)).toEqual(['heddle', 'peer']);
  expect(broken).toEqual([
    { name: 'hangs', why: 'hangs (over 0.001 s)' },
    { name: 'throws', why: 'cannot add' },
  ]);
  expect(closed).toEqual(['heddle', 'peer']);

  const brokenFirst: Contest = {
    ...breaking,
    open: async () => (await breaking.open()).toReversed(),
  };
  await expect(measure(brokenFirst, options, instruments)).rejects.toThrow('cannot add');
});

test('a step holds for all rounds, and each is entered and left', async () => {
  const { contest, called, instruments } = contestOf({ heddle: 1, peer: 3 });
  const stepping: Contest = {
    ...contest,
    step: 25,
    open: async () => {
      const [heddle, peer] = await contest.open();
      return [
        heddle!,
        {
          ...peer!,
          enter: async () => void called.push('enter'),
          leave: async () => void called.push('leave'),
        },
      ];
    },
  };
  const { sides } = await measure(stepping, { rounds: 2, warmUp: 0 }, instruments);
  expect(sides.map(({ operations }) => operations)).toEqual([50, 25]);
  expect(called.slice(-8)).toEqual([
    'heddle',
    'enter',
    'peer',
    'leave',
    'enter',
    'peer',
    'leave',
    'heddle',
  ]);
});
