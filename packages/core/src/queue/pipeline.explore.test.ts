import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError } from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { pipeline } from './pipeline.ts';
import { Queue } from './queue.ts';
import { stage } from './stage.ts';

class Planned extends Error {}

/** How many calls of a stage have begun and not ended. */
class Calls {
  inside = 0;
  began = 0;

  *of<T>(result: () => T): Coroutine<T> {
    this.inside++;
    this.began++;
    try {
      yield* yieldNow();
      return result();
    } finally {
      this.inside--;
    }
  }

  check(): void {
    if (this.inside !== 0) throw new Error(`${this.inside} calls outlive the pipeline`);
  }
}

const everyOrder = { reduction: 'operations' } as const;

describe('a pipeline, in every order of steps', { timeout: 120_000 }, () => {
  test.each([
    { ordered: true, expected: ['10,20'] },
    { ordered: false, expected: ['10,20', '20,10'] },
  ])(
    'of two stages with two workers each gives every result once, ordered: $ordered',
    async (row) => {
      const { ordered, expected } = row;
      const seen = new Set<string>();
      const result = await explore(function* () {
        const got: number[] = [];
        const times = (factor: number) =>
          stage((n: number) => n * factor, { workers: 2, buffer: 1, ordered });
        yield* pipeline([1, 2], times(2), times(5)).forEach((n) => void got.push(n));
        seen.add(got.join());
      }, everyOrder);
      expect(result).toMatchObject({ complete: true });
      expect(result.schedules).toBeGreaterThan(100);
      expect([...seen].toSorted()).toEqual(expected);
    },
  );

  test.each([true, false])(
    'without buffers, in orders drawn by chance, loses no item and no wake-up, ordered: %s',
    async (ordered) => {
      const result = await explore(
        function* () {
          const calls = new Calls();
          const got: number[] = [];
          const same = stage((n: number) => calls.of(() => n), { workers: 2, buffer: 0, ordered });
          yield* pipeline([1, 2, 3, 4], same, same).forEach((n) => void got.push(n));
          const all = ordered ? got : got.toSorted();
          if (all.join() !== '1,2,3,4') throw new Error(got.join());
        },
        { mode: 'pct', seed: 5, schedules: 2000 },
      );
      expect(result).toMatchObject({ schedules: 2000 });
    },
  );

  test('ends all of it at the first failure, which is what comes out', async () => {
    const ends = new Set<number>();
    const result = await explore(function* () {
      const calls = new Calls();
      let isOut = false;
      const first = stage(
        (n: number) =>
          calls.of(() => {
            if (n === 2) throw new Planned('at 2');
            return n;
          }),
        { workers: 2 },
      );
      try {
        yield* pipeline([1, 2], first, (n) => calls.of(() => n)).forEach(() => {});
      } catch (error) {
        if (!(error instanceof Planned)) throw error;
        isOut = true;
      }
      calls.check();
      if (!isOut) throw new Error('the failure is lost');
      ends.add(calls.began);
    }, everyOrder);
    expect(result).toMatchObject({ complete: true });
    expect(ends.size).toBeGreaterThan(1);
  });

  test('cancelled at any step, it ends all of it, and takes no more from its source', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const calls = new Calls();
      const items = new Queue<number>();
      for (const item of [1, 2]) items.tryPut(item);
      items.shutdown();
      let got = 0;
      const victim = spawn(function* () {
        const work = stage((n: number) => calls.of(() => n), { workers: 2, buffer: 0 });
        yield* pipeline(items, work).forEach(() => void got++);
      });
      const canceller = spawn(() => victim.cancel());
      yield* joinAll([victim, canceller]);
      if (victim.state === 'failed') throw new Error('it failed', { cause: victim._value });
      calls.check();
      const { size } = items;
      yield* yieldNow();
      if (items.size !== size) throw new Error('it takes items after its end');
      if (victim._value instanceof CancelledError) ends.add('cancelled');
      else ends.add(`done with ${got}`);
    }, everyOrder);
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['cancelled', 'done with 2']));
  });
});
