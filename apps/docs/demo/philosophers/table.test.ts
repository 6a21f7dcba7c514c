import { run } from 'heddle';
import { trace } from 'heddle/trace';
import { describe, expect, test } from 'vitest';
import { dine } from './dinner.ts';
import { manners, philosophers, type Manner } from './guests.ts';
import { Table, type Seat } from './table.ts';

/** A whole dinner, and what was seen of it. */
async function watchDinner(manner: Manner) {
  const table = new Table();
  const seen: (readonly Seat[])[] = [];
  const told: string[] = [];
  const meals: string[] = [];
  using _ = trace((event) => {
    table.told(event);
    if (table.seats !== seen.at(-1)) seen.push(table.seats);
  });
  await run(() =>
    dine({
      manner,
      meals: 2,
      pace: () => 2,
      onDeadlock: (error) => told.push(error.message),
      onGoesOn: () => {},
      onMeal: (who) => meals.push(who),
    }),
  );
  return { table, seen, told, meals };
}

describe.each(manners)('%s', (manner) => {
  test('all of them eat, no fork is in two hands, and in the end all are on the table', async () => {
    const { table, seen, told, meals } = await watchDinner(manner);
    expect(meals.toSorted()).toEqual([...philosophers, ...philosophers].toSorted());
    for (const seats of seen) {
      const held = seats.flatMap(({ holds }) => holds);
      expect(new Set(held).size).toBe(held.length);
      for (const { doing, holds } of seats) if (doing === 'eats') expect(holds).toHaveLength(2);
    }
    expect(seen.some((seats) => seats.some(({ waitsFor }) => waitsFor !== undefined))).toBe(true);
    expect(table.seats.map(({ doing, holds }) => [doing, holds])).toEqual(
      philosophers.map(() => ['is full', []]),
    );
    if (manner !== 'left first') expect(told).toEqual([]);
  });
});

test('left first: each has one fork and waits for the next, and one of them is told so', async () => {
  const { seen, told } = await watchDinner('left first');
  expect(told.length).toBeGreaterThan(0);
  for (const [index, name] of philosophers.entries()) {
    const next = ((index + 1) % philosophers.length) + 1;
    expect(told[0]).toContain(
      `${name} (main) holds "fork ${index + 1}" and waits for "fork ${next}"`,
    );
  }
  expect(seen.some((seats) => seats.every(({ holds }) => holds.length === 1))).toBe(true);
});
