import { afterEach, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { fifo } from '../scheduler/fifo.ts';
import { setPolicy } from '../scheduler/policy.ts';
import { priority } from '../scheduler/priority.ts';
import { Lock } from './lock.ts';

afterEach(() => {
  setPolicy(fifo());
});

test('who holds what a more urgent task waits for runs as urgently, and no longer than that', async () => {
  const lock = new Lock({ name: 'printer' });
  setPolicy(priority({ ageing: 1e6 }));
  const order: string[] = [];
  const low = spawn({
    priority: 0,
    *target() {
      const guard = yield* lock.acquire();
      // Now the others come.
      const high = spawn({
        priority: 2,
        *target() {
          const mine = yield* lock.acquire();
          order.push('high has it');
          mine.release();
        },
      });
      const middle = spawn({
        priority: 1,
        *target() {
          for (let step = 0; step < 3; step++) {
            order.push(`middle ${step}`);
            yield* yieldNow();
          }
        },
      });
      for (let step = 0; step < 3; step++) {
        yield* yieldNow();
        order.push(`low ${step}, as urgent as ${low.urgency}`);
      }
      guard.release();
      order.push(`low released, as urgent as ${low.urgency}`);
      yield* yieldNow();
      order.push('low ended');
      yield* high;
      yield* middle;
    },
  });
  await low;
  expect(order).toEqual([
    'low 0, as urgent as 2',
    'low 1, as urgent as 2',
    'low 2, as urgent as 2',
    'low released, as urgent as 0',
    'high has it',
    'middle 0',
    'middle 1',
    'middle 2',
    'low ended',
  ]);
});

test('the urgency goes on to whom the holder waits for, and to the next holder while the urgent one still waits', async () => {
  setPolicy(priority({ ageing: 1e6 }));
  const [outer, inner] = [new Lock({ name: 'outer' }), new Lock({ name: 'inner' })];
  const seen: string[] = [];
  const deep = spawn({
    *target() {
      const guard = yield* inner.acquire();
      const shallow = spawn({
        *target() {
          yield* outer.run(function* () {
            const mine = yield* inner.acquire();
            seen.push(`shallow has both, as urgent as ${shallow.urgency}`);
            mine.release();
          });
          seen.push(`shallow has none, as urgent as ${shallow.urgency}`);
        },
      });
      yield* yieldNow();
      yield* yieldNow(); // shallow has the outer one and waits for the inner one
      const next = spawn({
        *target() {
          const mine = yield* outer.acquire();
          seen.push(`next, as urgent as ${next.urgency}`);
          mine.release();
        },
      });
      yield* yieldNow();
      const urgent = spawn({
        priority: 5,
        *target() {
          const mine = yield* outer.acquire();
          seen.push('urgent');
          mine.release();
        },
      });
      yield* yieldNow();
      seen.push(`deep, as urgent as ${deep.urgency}`);
      guard.release();
      seen.push(`deep, as urgent as ${deep.urgency}`);
      yield* urgent;
      yield* next;
      yield* shallow;
    },
  });
  await deep;
  expect(seen).toEqual([
    'deep, as urgent as 5',
    'deep, as urgent as 0',
    'shallow has both, as urgent as 5',
    'shallow has none, as urgent as 0',
    'next, as urgent as 5',
    'urgent',
  ]);
});
