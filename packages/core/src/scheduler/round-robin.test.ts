import { array, assert, constant, integer, nat, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import type { Runnable } from './order.ts';
import { RoundRobin } from './round-robin.ts';

let clock = 0;
installPlatform({ ...platform(), name: 'test', now: () => clock });

const task = (): Runnable => ({ step: () => {} });

test('does what a list does in which the running one stays in front until its slice is over', () => {
  const action = oneof(
    record({ do: constant('push' as const), ms: nat(3) }),
    record({ do: constant('push back' as const), ms: nat(3) }),
    record({ do: constant('drop' as const), ms: nat(3) }),
  );
  assert(
    property(array(action, { maxLength: 120 }), integer({ min: 1, max: 8 }), (actions, slice) => {
      const order = new RoundRobin(slice);
      const list: Runnable[] = [];
      let running: Runnable | undefined;
      let since = 0;
      const shift = (): void => {
        const next = list.shift();
        expect(order.shift()).toBe(next);
        if (next !== running || next === undefined) since = clock;
        running = next;
      };
      for (const { do: what, ms } of actions) {
        clock += ms;
        if (what === 'push' || running === undefined) {
          const runnable = task();
          order.push(runnable);
          list.push(runnable);
          if (running === undefined) shift();
        } else if (what === 'push back') {
          order.pushBack(running);
          if (clock - since < slice) list.unshift(running);
          else {
            list.push(running);
            if (list.length === 1) running = undefined; // alone, it begins a new slice
          }
          expect([...order]).toEqual(list);
          expect(order.size).toBe(list.length);
          shift();
        } else shift();
        expect(order.size).toBe(list.length);
      }
    }),
  );
});

test('of n that spin each has its turn again after n - 1 slices, and a look at the clock of each', () => {
  const plan = record({
    slice: integer({ min: 1, max: 10 }),
    tasks: integer({ min: 2, max: 6 }),
    looks: array(integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
  });
  assert(
    property(plan, ({ slice, tasks, looks }) => {
      const order = new RoundRobin(slice);
      const left = new Map<Runnable, number>();
      const longest = Math.max(...looks);
      for (let n = 0; n < tasks; n++) order.push(task());
      let last: Runnable | undefined;
      for (let n = 0; n < 300; n++) {
        const next = order.shift()!;
        if (next !== last) {
          if (last !== undefined) left.set(last, clock);
          const since = left.get(next);
          if (since !== undefined) {
            expect(clock - since).toBeLessThanOrEqual((tasks - 1) * (slice + longest));
            expect(clock - since).toBeGreaterThanOrEqual((tasks - 1) * slice);
          }
        }
        last = next;
        clock += looks[n % looks.length]!;
        order.pushBack(next);
      }
    }),
  );
});

test('one that has to wait gives the rest of its slice up', () => {
  const order = new RoundRobin(10);
  const [a, b] = [task(), task()];
  order.push(a);
  order.push(b);
  expect(order.shift()).toBe(a);
  order.push(a); // woken at once, but not kept
  expect(order.shift()).toBe(b);
});
