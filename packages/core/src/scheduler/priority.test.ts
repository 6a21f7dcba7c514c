import { array, assert, constant, integer, nat, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import type { Runnable } from './order.ts';
import { ByPriority } from './priority.ts';

function task(urgency: number): Runnable & { readonly urgency: number } {
  return { step: () => {}, urgency };
}

test('runs the one that is most urgent by then, as if all were compared anew at each step', () => {
  const action = oneof(
    record({ do: constant('push' as const), urgency: integer({ min: -3, max: 3 }) }),
    record({ do: constant('shift' as const), urgency: constant(0) }),
  );
  assert(
    property(array(action, { maxLength: 200 }), integer({ min: 1, max: 9 }), (actions, ageing) => {
      const order = new ByPriority(ageing);
      const waiting: { runnable: Runnable; urgency: number; since: number }[] = [];
      let steps = 0;
      /** One level is `ageing` steps; the first of equals is the one that came first. */
      const next = (): (typeof waiting)[0] | undefined => {
        let best: (typeof waiting)[0] | undefined;
        for (const one of waiting) {
          const level = (of: typeof one): number => of.urgency * ageing + (steps - of.since);
          if (best === undefined || level(one) > level(best)) best = one;
        }
        return best;
      };
      for (const { do: what, urgency } of actions) {
        if (what === 'push') {
          const runnable = task(urgency);
          order[urgency === 3 ? 'pushBack' : 'push'](runnable);
          waiting.push({ runnable, urgency, since: steps });
        } else {
          const expected = next();
          expect(order.shift()).toBe(expected?.runnable);
          if (expected === undefined) continue;
          waiting.splice(waiting.indexOf(expected), 1);
          steps++;
        }
        expect(order.size).toBe(waiting.length);
      }
      const rest = [...order];
      for (const runnable of rest) {
        expect(runnable).toBe(next()!.runnable);
        waiting.splice(waiting.indexOf(next()!), 1);
      }
      expect(waiting).toEqual([]);
    }),
  );
});

test('what has no urgency counts as 0, first come first served', () => {
  const order = new ByPriority(10);
  const [plain, zero, low] = [{ step: () => {} }, task(0), task(-1)];
  for (const runnable of [low, plain, zero]) order.push(runnable);
  expect([order.shift(), order.shift(), order.shift()]).toEqual([plain, zero, low]);
});

test('nobody starves: a task runs after at most (levels above it) × ageing steps, and one of each other', () => {
  const plan = record({
    ageing: integer({ min: 1, max: 40 }),
    own: integer({ min: -2, max: 2 }),
    above: nat(4),
    others: integer({ min: 1, max: 6 }),
    // Who is pushed before each step, as far as fewer than `others` are ready: how far below the top.
    pushes: array(array(nat(6), { maxLength: 3 }), { minLength: 1, maxLength: 30 }),
  });
  assert(
    property(plan, ({ ageing, own, above, others, pushes }) => {
      const order = new ByPriority(ageing);
      const top = own + above;
      for (let n = 0; n < others; n++) order.push(task(top)); // they were there before
      const victim = task(own);
      order.push(victim);
      let steps = 0;
      for (; order.shift() !== victim; steps++) {
        expect(steps).toBeLessThanOrEqual(above * ageing + others);
        for (const below of pushes[steps % pushes.length]!) {
          if (order.size <= others) order.push(task(top - below));
        }
      }
      expect(steps).toBeLessThanOrEqual(above * ageing + others);
    }),
    { numRuns: 500 },
  );
});

test('the bound is met by those who are always ready again at the top, and so it says something', () => {
  const [ageing, above] = [50, 3];
  const order = new ByPriority(ageing);
  const victim = task(0);
  const spinning = task(above);
  order.push(victim);
  order.push(spinning);
  let steps = 0;
  for (let next = order.shift(); next !== victim && steps < 1000; next = order.shift()) {
    steps++;
    order.push(next!);
  }
  expect(steps).toBe(above * ageing);
});
