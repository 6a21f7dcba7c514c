import { array, assert, boolean, constantFrom, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShutDownError, TaskDoneError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { close } from './close.ts';
import { here, inThread, inUse, refs, send, stands, there } from './two-agents.fixture.ts';
import { kindOf } from '../wire/kind.ts';
import { LifoQueue } from '../queue/lifo-queue.ts';
import {
  tables,
  items,
  closeBoth,
  drained,
  orderOf,
  shared,
  type Keyed,
} from './table-items.fixture.ts';

describe.each(tables)('a shared %s queue', (kind, make) => {
  test('gives what its order says, whichever thread puts and gets, also when it grows', () => {
    const step = tuple(constantFrom('put', 'put', 'get'), boolean(), nat(3));
    assert(
      property(array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const both = shared(make());
        const model: Keyed[] = [];
        for (const [n, [what, isMine, key]] of steps.entries()) {
          const queue = isMine ? both.mine : both.theirs;
          inThread(isMine ? here : there, () => {
            if (what === 'put') {
              expect(queue.tryPut([key, n])).toBe(true);
              model.push([key, n]);
              return;
            }
            const next = orderOf(kind, model)[0];
            expect(queue.tryGet()).toEqual(next);
            if (next !== undefined) model.splice(model.indexOf(next), 1);
          });
          expect(queue.size).toBe(model.length);
        }
        expect(drained(both.mine)).toEqual(orderOf(kind, model));
        closeBoth(both);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps thousands in order, put one by one and together', () => {
    const { mine, theirs } = shared(make());
    const all = items(2000);
    for (const item of all.slice(0, 700)) mine.tryPut(item);
    inThread(there, () => theirs.putManySync(all.slice(700, 1500)));
    for (const item of all.slice(1500)) mine.tryPut(item);
    const expected = orderOf(kind, all);
    const first = inThread(there, () => theirs.getManySync(900));
    expect(first).toEqual(expected.slice(0, 900));
    expect(mine.getManySync()).toEqual(expected.slice(900));
  });

  test('puts many together, or none of them', () => {
    const { mine, theirs } = shared(make(5));
    inThread(there, () => theirs.putManySync(items(3)));
    const put = mine.putMany(items(3));
    expect([put._settled, mine.size]).toEqual([false, 3]);
    expect(mine.full).toBe(false);
    const got = inThread(there, () => theirs.getManySync(2));
    expect(got).toHaveLength(2);
    mine._store.tryGet();
    mine.look();
    expect([put._settled, mine.size]).toEqual([true, 3]);
  });

  test('counts what is not done, over threads', () => {
    const { mine, theirs } = shared(make());
    mine.putManySync(items(3));
    expect(mine._store.unfinished).toBe(3);
    inThread(there, () => {
      theirs.getManySync(2);
      theirs.taskDone();
      theirs.taskDone();
    });
    expect(theirs._store.unfinished).toBe(1);
    mine.taskDone();
    mine.joinSync();
    expect(() => inThread(there, () => theirs.taskDone())).toThrow(TaskDoneError);
  });

  test('moves with its items and those who wait for room, in order', async () => {
    const before = items(40, 3);
    const queue = make(40);
    for (const item of before) queue.tryPut(item);
    queue.tryPut([0, 'no room']);
    const waiting = [queue.put([1, 'first']), queue.put([1, 'second'])];
    const { theirs } = shared(queue);
    expect(queue.size).toBe(40);
    const got = inThread(there, () => [theirs.tryGet(), theirs.tryGet()]);
    await Promise.all(waiting.map((put) => put.toPromise()));
    const expected = orderOf(kind, before);
    expect(got).toEqual(expected.slice(0, 2));
    const left = orderOf(
      kind,
      before
        .filter((item) => !expected.slice(0, 2).includes(item))
        .concat([
          [1, 'first'],
          [1, 'second'],
        ]),
    );
    expect(drained(queue)).toEqual(left);
  });

  test('moves with one who waits for an item', async () => {
    const queue = make();
    const get = queue.get();
    const { theirs } = shared(queue);
    inThread(there, () => theirs.tryPut([1, 'sent']));
    expect(await get).toEqual([1, 'sent']);
  });

  test('is shut down for everybody: what is left can be got', () => {
    const { mine, theirs } = shared(make());
    mine.putManySync(items(3));
    inThread(there, () => theirs.shutdown());
    expect(() => mine.tryPut([1, 1])).toThrow(ShutDownError);
    expect(mine.getManySync()).toEqual(orderOf(kind, items(3)));
    expect(() => mine.tryGet()).toThrow(ShutDownError);
    expect(mine._store.unfinished).toBe(3);
  });

  test('is shut down at once: what was in it is thrown away, and counts as done', () => {
    const lock = new Lock();
    const sent = send(lock);
    const { mine, theirs } = shared(make());
    mine.putManySync([...items(40), [1, lock]]);
    expect(refs(sent)).toBe(3);
    const before = inUse();
    inThread(there, () => theirs.shutdown({ immediate: true }));
    expect(refs(sent)).toBe(2);
    expect(before - inUse()).toBe(41);
    expect([mine.size, mine._store.unfinished]).toEqual([0, 0]);
    expect(() => mine.tryGet()).toThrow(ShutDownError);
    close(lock);
  });

  test('holds values of every kind and length, also beside each other', () => {
    const { mine, theirs } = shared(make());
    const values: unknown[] = [
      -0,
      1.5,
      Number.NaN,
      2n ** 70n,
      'naïve \ud800',
      undefined,
      null,
      new Uint8Array([1, 255]),
      new Date(0),
      new Map([['k', new Set([1])]]),
      'x'.repeat(100_000),
      new Uint8Array(300_000).fill(7),
    ];
    values.forEach((value, n) => mine.tryPut([n, value]));
    const got = inThread(there, () => theirs.getManySync());
    const byNumber = [...got].toSorted((a, b) => a[0] - b[0]).map(([, value]) => value);
    expect(byNumber.length).toBe(values.length);
    byNumber.forEach((value, n) => expect(value).toEqual(values[n]));
    expect(Object.is(byNumber[0], -0)).toBe(true);
  });

  describe('with handles in its items', () => {
    test('counts each until it is got, however often it is compared', () => {
      const lock = new Lock();
      const sent = send(lock);
      const { mine, theirs } = shared(make());
      mine.putManySync([...items(9), [3, lock], [3, [lock, lock]]]);
      expect(refs(sent)).toBe(4);
      inThread(there, () => theirs.putSync([3, 'beside']));
      let got = 0;
      while (!mine.empty) {
        const [, rest] = mine.tryGet()!;
        if (rest === lock) got++;
        else if (Array.isArray(rest) && rest[0] === lock && rest[1] === lock) got++;
      }
      expect(got).toBe(2);
      inThread(there, () => {
        const known = there.known.get(sent.data.slot);
        if (known !== undefined) close(known as Lock);
      });
      expect(refs(sent)).toBe(2); // this thread, and the handle that was sent first
      close(lock);
    });

    test('counts none of what had no room', () => {
      const lock = new Lock();
      const sent = send(lock);
      const { mine } = shared(make(1));
      expect(mine.tryPut([1, lock])).toBe(true);
      expect(mine.tryPut([2, lock])).toBe(false);
      expect(refs(sent)).toBe(3);
      expect(() =>
        mine.putMany([
          [1, lock],
          [2, lock],
        ]),
      ).toThrow('never fit');
      expect(refs(sent)).toBe(3);
    });
  });

  test('is given back with all that is in it when nobody knows it any more', () => {
    const lock = new Lock();
    const sent = send(lock);
    const before = inUse();
    const both = shared(make());
    both.mine.putManySync([...items(100), [1, lock], [2, 'x'.repeat(1_000_000)]]);
    expect(inUse()).toBeGreaterThan(before + 100);
    closeBoth(both);
    expect(stands(both.sent)).toBe(false);
    expect(refs(sent)).toBe(2);
    expect(inUse()).toBe(before);
    close(lock);
  });
});

test('a shared LIFO queue holds itself and others', () => {
  const { mine, theirs } = shared(new LifoQueue<unknown>());
  const other = new LifoQueue<unknown>();
  other.tryPut('inner');
  mine.tryPut(mine);
  mine.tryPut(other);
  const got = inThread(there, () => theirs.getManySync()) as LifoQueue<unknown>[];
  expect(got[1]).toBe(theirs);
  expect(inThread(there, () => got[0]!.tryGet())).toBe('inner');
  expect(kindOf(mine)!.id).toBe('LIFO queue');
});
