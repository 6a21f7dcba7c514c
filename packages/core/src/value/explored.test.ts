import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { explore } from '../testing/explore.ts';
import { record } from './record.ts';
import { SharedArray } from './shared-array.ts';
import { Value } from './value.ts';

/** What is shared, seen as one number. */
interface Cell {
  get(): number;
  set(value: number): void;
  add(amount: number): void;
  run(body: () => Coroutine<void>): Coroutine<void>;
}

const cells: readonly (readonly [string, () => Cell])[] = [
  [
    'a Value',
    () => {
      const value = new Value('f64', 0);
      return {
        get: () => value.value,
        set: (number) => (value.value = number),
        add: (amount) => value.add(amount),
        run: (body) => value.lock.run(body),
      };
    },
  ],
  [
    'a SharedArray',
    () => {
      const numbers = new SharedArray('u8', 3);
      return {
        get: () => numbers.get(1),
        set: (number) => numbers.set(1, number),
        add: (amount) => numbers.add(1, amount),
        run: (body) => numbers.lock.run(body),
      };
    },
  ],
  [
    'a record',
    () => {
      const account = record({ owner: 'i32', balance: 'f64' });
      return {
        get: () => account.balance,
        set: (number) => (account.balance = number),
        add: (amount) => account.add('balance', amount),
        run: (body) => account.lock.run(body),
      };
    },
  ],
];

describe.each(cells)('tasks that add to %s', (_, make) => {
  /** Two tasks do `step`; then their sum must be there. */
  const program = (step: (cell: Cell) => Coroutine<void>) =>
    function* main(): Coroutine<void> {
      const cell = make();
      const tasks = [1, 2].map(() => spawn(() => step(cell)));
      for (const task of tasks) yield* task;
      if (cell.get() !== 2) throw new Error(`an addition is lost: ${cell.get()}`);
    };

  const readAndWrite = function* (cell: Cell): Coroutine<void> {
    const seen = cell.get();
    yield* yieldNow();
    cell.set(seen + 1);
  };

  test('by a read and a write lose an addition in some order', async () => {
    await expect(explore(program(readAndWrite), { reduction: 'operations' })).rejects.toThrow(
      /an addition is lost: 1/,
    );
  });

  test('by add, or under its lock, lose none in any order', async () => {
    const adding = function* (cell: Cell): Coroutine<void> {
      yield* yieldNow();
      cell.add(1);
    };
    const locking = (cell: Cell): Coroutine<void> =>
      cell.run(function* () {
        yield* readAndWrite(cell);
      });
    for (const step of [adding, locking]) {
      const { complete, schedules } = await explore(program(step), { reduction: 'operations' });
      expect(complete).toBe(true);
      expect(schedules).toBeGreaterThan(1);
    }
  });

  test('come to all the ends that there are, though most schedules are left out', async () => {
    const orders = async (reduction?: 'operations'): Promise<Set<string>> => {
      const seen = new Set<string>();
      const adding = function* main(): Coroutine<void> {
        const cell = make();
        let order = '';
        const tasks = ['a', 'b', 'c'].map((name) =>
          spawn(function* () {
            const before = cell.get();
            cell.set(before + 1);
            order += `${name}${before} `;
            yield* yieldNow();
            order += `${name}${cell.get()} `;
          }),
        );
        for (const task of tasks) yield* task;
        seen.add(order.split(' ').toSorted().join(' '));
      };
      const { complete } = await explore(adding, reduction === undefined ? {} : { reduction });
      expect(complete).toBe(true);
      return seen;
    };
    expect(await orders('operations')).toEqual(await orders());
  });
});
