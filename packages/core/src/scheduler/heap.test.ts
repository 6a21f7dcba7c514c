import { array, assert, constant, integer, nat, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidStateError } from '../errors.ts';
import { Heap } from './heap.ts';

interface Numbered {
  key: number;
}

class By<T> extends Heap<T> {
  readonly compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    super();
    this.compare = compare;
  }
}

const byKey = (a: Numbered, b: Numbered): number => a.key - b.key;

function drained<T>(heap: Heap<T>): T[] {
  const all: T[] = [];
  while (heap.size > 0) all.push(heap.shift()!);
  return all;
}

function keysOf(heap: Heap<Numbered>): number[] {
  return drained(heap).map(({ key }) => key);
}

test('an empty one gives nothing, again and again', () => {
  const heap = new By(byKey);
  expect([heap.size, heap.first, heap.shift(), heap.shift(), heap.size]).toEqual([
    0,
    undefined,
    undefined,
    undefined,
    0,
  ]);
  heap.push({ key: 1 });
  expect([heap.size, heap.first]).toEqual([1, { key: 1 }]);
});

const action = oneof(
  {
    weight: 4,
    arbitrary: record({ do: constant('push' as const), key: integer({ min: 0, max: 30 }) }),
  },
  { weight: 2, arbitrary: record({ do: constant('shift' as const), key: constant(0) }) },
  record({ do: constant('rise' as const), key: nat(9) }),
  record({ do: constant('take back' as const), key: nat(30) }),
  record({ do: constant('keep' as const), key: integer({ min: 2, max: 5 }) }),
);

test('whatever is done, the least of all comes out first, and of equals what came first', () => {
  assert(
    property(array(action, { maxLength: 120 }), (actions) => {
      const heap = new By(byKey);
      const model = new Set<Numbered>();
      /** A set gives its items as they came. */
      const inOrder = (): Numbered[] => [...model].toSorted(byKey);
      for (const { do: what, key } of actions) {
        if (what === 'push') {
          const item = { key };
          heap.push(item);
          model.add(item);
        } else if (what === 'shift') {
          const [next] = inOrder();
          expect(heap.first).toBe(next);
          expect(heap.shift()).toBe(next);
          if (next !== undefined) model.delete(next);
        } else if (what === 'rise') {
          const item = [...model][key % Math.max(1, model.size)];
          if (item === undefined) continue;
          item.key -= key;
          heap.risen(item);
        } else if (what === 'take back') {
          const before = [...heap];
          const item = { key };
          heap.push(item);
          heap.takeBack();
          expect([...heap]).toEqual(before);
        } else {
          heap.keep((item) => item.key % key !== 0);
          for (const item of model) if (item.key % key === 0) model.delete(item);
        }
        expect(heap.size).toBe(model.size);
      }
      expect([...heap]).toEqual([...model]);
      const expected = inOrder();
      for (const [index, item] of drained(heap).entries()) expect(item).toBe(expected[index]);
      expect(heap.size).toBe(0);
    }),
  );
});

test('a compare that throws at any of its calls changes nothing', () => {
  const keys = array(nat(50), { minLength: 2, maxLength: 40 });
  assert(
    property(keys, nat(50), nat(12), (all, pushed, failing) => {
      let callsLeft = Infinity;
      const heap = new By<Numbered>((a, b) => {
        if (callsLeft-- === 0) throw new RangeError('cannot tell');
        return a.key - b.key;
      });
      for (const key of all) heap.push({ key });
      for (const change of [() => heap.push({ key: pushed }), () => heap.shift()]) {
        const before = [...heap];
        callsLeft = failing;
        let isFailed = false;
        try {
          change();
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          isFailed = true;
        }
        callsLeft = Infinity;
        if (isFailed) expect([...heap]).toEqual(before);
        else expect(heap.size).not.toBe(before.length);
      }
      const left = [...heap].map(({ key }) => key);
      expect(keysOf(heap)).toEqual(left.toSorted((a, b) => a - b));
    }),
  );
});

test('a compare that throws while some are let go of leaves all of them', () => {
  let isFailing = false;
  const heap = new By<number>((a, b) => {
    if (isFailing) throw new RangeError('cannot tell');
    return a - b;
  });
  for (const item of [3, 1, 2, 4]) heap.push(item);
  isFailing = true;
  expect(() => heap.keep((item) => item > 1)).toThrow(RangeError);
  isFailing = false;
  expect(drained(heap)).toEqual([1, 2, 3, 4]);
});

test.each([
  ['pushes', (heap: Heap<number>) => heap.push(0)],
  ['takes', (heap: Heap<number>) => heap.shift()],
  ['clears', (heap: Heap<number>) => heap.clear()],
  ['pushes and takes', (heap: Heap<number>) => (heap.push(9), heap.shift())],
])('a compare that %s is told so, and nothing is lost but what it took', (_, change) => {
  let isChanging = false;
  const heap: Heap<number> = new By((a, b) => {
    if (isChanging) {
      isChanging = false;
      change(heap);
    }
    return a - b;
  });
  for (const each of [() => heap.push(4), () => heap.shift()]) {
    heap.clear();
    for (const item of [3, 1, 5, 2]) heap.push(item);
    const expected = new By<number>((a, b) => a - b);
    for (const item of [3, 1, 5, 2]) expected.push(item);
    change(expected);
    isChanging = true;
    expect(each).toThrow(InvalidStateError);
    expect([heap.size, drained(heap)]).toEqual([expected.size, drained(expected)]);
  }
});

test('it compares about log₂ n times to take one out, where a way down by two takes twice that', () => {
  let calls = 0;
  const heap = new By<number>((a, b) => (calls++, a - b));
  const count = 1 << 12;
  // Each is its place with the bits turned round: in no order, and the same in each run.
  for (let i = 0; i < count; i++) {
    heap.push(Number.parseInt(i.toString(2).padStart(12, '0').split('').toReversed().join(''), 2));
  }
  calls = 0;
  expect(drained(heap)).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(calls / count).toBeLessThan(13);
});
