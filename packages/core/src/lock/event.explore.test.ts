import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { explore } from '../testing/explore.ts';
import { Event } from './event.ts';

describe('an event, in every order of steps', () => {
  test.each([undefined, 0, 1])(
    '43: one set lets all go on, whoever (%s) is cancelled at any step',
    async (victim) => {
      const result = await explore(function* () {
        const event = new Event();
        let isSet = false;
        const waiters = [0, 1, 2].map(() =>
          spawn(function* () {
            yield* event.wait();
            if (!isSet) throw new Error('went on too early');
          }),
        );
        const setter = spawn(() => {
          isSet = true;
          event.set();
        });
        const canceller = spawn(() => victim !== undefined && waiters[victim]!.cancel());
        yield* joinAll([setter, canceller, ...waiters]);
        for (const [index, task] of waiters.entries()) if (index !== victim) yield* task;
        if (event._waiting > 0) throw new Error('somebody is still in line');
      });
      expect(result).toMatchObject({ complete: true });
    },
  );

  test('45: set and cleared at once, it lets those go on who waited, and keeps those who come later', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const event = new Event();
      let isOver = false;
      const waiters = [0, 1].map(() =>
        spawn(function* () {
          const isLate = isOver;
          yield* event.wait();
          return isLate;
        }),
      );
      const setter = spawn(function* () {
        event.set();
        event.clear();
        isOver = true;
        while (event._waiting > 0) {
          yield* yieldNow();
          if (event._waiting > 0) event.set();
        }
      });
      yield* joinAll([setter]);
      event.set();
      const late = [yield* waiters[0]!, yield* waiters[1]!].filter((isLate) => isLate).length;
      ends.add(`${late} late`);
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['0 late', '1 late', '2 late']));
  });

  test('a wait whose signal is aborted at any step ends one way or the other', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const event = new Event();
      const controller = new AbortController();
      const waiter = spawn(function* () {
        try {
          yield* event.wait({ signal: controller.signal });
        } catch (error) {
          return String(error);
        }
        return 'set';
      });
      const tasks = [spawn(() => controller.abort('gone')), spawn(() => event.set())];
      yield* joinAll([waiter, ...tasks]);
      ends.add(yield* waiter);
      if (event._waiting > 0) throw new Error('somebody is still in line');
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['set', 'gone']));
  });
});
