import { array, assert, asyncProperty, integer, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { stillClock } from './still-clock.fixture.ts';
import { addTimer, removeTimer, type Timer } from './timers.ts';
import { StoppedTime } from './virtual-clock.ts';

test('timers fire in the order of their moments, whatever was removed in between', async () => {
  const plan = record({ ms: integer({ min: 0, max: 8 }), removes: nat(20) });
  await assert(
    asyncProperty(array(plan, { minLength: 1, maxLength: 40 }), async (plans) => {
      const set: Timer[] = [];
      const fired: Timer[] = [];
      const due = new Map<Timer, number>();
      const removed = new Set<Timer>();
      const end = Promise.withResolvers<void>();
      plans.forEach(({ ms, removes }, index) => {
        set.push(addTimer(ms, () => fired.push(set[index]!)));
        due.set(set[index]!, set[index]!.moment!.at);
        const target = set[removes];
        if (target === undefined || removes % 2 === 0) return;
        removeTimer(target);
        removed.add(target);
      });
      // Nothing later than this one is set.
      addTimer(9, end.resolve);
      await end.promise;
      const left = set.filter((timer) => !removed.has(timer));
      expect(fired).toEqual(left.toSorted((a, b) => due.get(a)! - due.get(b)!));
    }),
    { numRuns: 25 },
  );
});

test('a timer that is removed by one that fires at the same time does not fire', async () => {
  const log: string[] = [];
  const end = Promise.withResolvers<void>();
  const late: Timer[] = [];
  addTimer(2, () => {
    log.push('first');
    for (const timer of late) removeTimer(timer);
  });
  late.push(addTimer(2, () => log.push('second')));
  addTimer(3, end.resolve);
  await end.promise;
  expect(log).toEqual(['first']);
});

test('a timer that takes the place of a removed one among later ones still fires in its turn', async () => {
  const log: number[] = [];
  const end = Promise.withResolvers<void>();
  {
    using _ = stillClock();
    // In the heap 11 and 12 are below 10, and 4 is the last: it goes to the place of 11.
    const [, , , eleven] = [1, 10, 2, 11, 12, 3, 4].map((ms) => addTimer(ms, () => log.push(ms)));
    removeTimer(eleven!);
    addTimer(13, end.resolve);
  }
  await end.promise;
  expect(log).toEqual([1, 2, 3, 4, 10, 12]);
});

test('a nearer timer than the one that is set goes first', async () => {
  const log: string[] = [];
  const end = Promise.withResolvers<void>();
  const far = addTimer(3_000_000_000, () => log.push('far'));
  {
    using _ = stillClock();
    addTimer(8, () => (log.push('late'), end.resolve()));
    addTimer(1, () => log.push('early'));
  }
  await end.promise;
  removeTimer(far);
  expect(log).toEqual(['early', 'late']);
});

test('a timer that one sets while another fires is kept', async () => {
  const end = Promise.withResolvers<string>();
  addTimer(1, () => void addTimer(1, () => end.resolve('second')));
  expect(await end.promise).toBe('second');
});

test('removing a timer that has fired or was removed does nothing', async () => {
  const end = Promise.withResolvers<string>();
  const gone = addTimer(0, () => end.resolve('removed'));
  removeTimer(gone);
  removeTimer(gone);
  const fired = addTimer(0, () => undefined);
  addTimer(1, () => (removeTimer(fired), end.resolve('last')));
  expect(await end.promise).toBe('last');
});

test('of thousands of timers, most of them removed, the others fire in order', () => {
  const plan = record({ ms: integer({ min: 0, max: 5000 }), removed: nat(9), jumps: nat(30) });
  assert(
    property(array(plan, { minLength: 200, maxLength: 2000, size: 'max' }), (plans) => {
      const time = new StoppedTime();
      const fired: number[] = [];
      const due: number[] = [];
      for (const { ms, removed, jumps } of plans) {
        const at = time.at + ms;
        const timer: Timer = {
          moment: undefined,
          before: undefined,
          after: undefined,
          fire: () => fired.push(at),
        };
        time.timers.add(timer, ms);
        if (removed > 0) removeTimer(timer);
        else due.push(at);
        if (jumps === 0) time.jump();
      }
      while (time.jump());
      expect(time.timers.next).toBeUndefined();
      expect(fired).toEqual(due.toSorted((a, b) => a - b));
    }),
    { numRuns: 30 },
  );
});
