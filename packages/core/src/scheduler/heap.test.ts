import { array, assert, constant, integer, nat, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { arrived, Heap, keep, risen, takeBack } from './heap.ts';

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
          risen(heap, item);
        } else if (what === 'take back') {
          const before = arrived(heap);
          const item = { key };
          heap.push(item);
          takeBack(heap);
          expect(arrived(heap)).toEqual(before);
        } else {
          keep(heap, (item) => item.key % key !== 0);
          for (const item of model) if (item.key % key === 0) model.delete(item);
        }
        expect(heap.size).toBe(model.size);
      }
      expect(arrived(heap)).toEqual([...model]);
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
        const before = arrived(heap);
        callsLeft = failing;
        let isFailed = false;
        try {
          change();
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          isFailed = true;
        }
        callsLeft = Infinity;
        if (isFailed) expect(arrived(heap)).toEqual(before);
        else expect(heap.size).not.toBe(before.length);
      }
      const left = arrived(heap).map(({ key }) => key);
      expect(keysOf(heap)).toEqual(left.toSorted((a, b) => a - b));
    }),
  );
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
