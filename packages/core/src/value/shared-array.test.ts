import {
  array as arrayOf,
  assert,
  bigInt,
  constantFrom,
  double,
  float,
  integer,
  nat,
  oneof,
  property,
  record as recordOf,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { InvalidArgumentError, MemoryFullError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { views, type ValueType } from './number-type.ts';
import { SharedArray } from './shared-array.ts';

const wholes: Arbitrary<number> = oneof(integer(), integer({ min: -300, max: 300 }));
const bigs: Arbitrary<bigint> = oneof(bigInt(), bigInt({ min: -3n, max: 3n }));
const numbersOf: Record<ValueType, Arbitrary<number> | Arbitrary<bigint>> = {
  i8: wholes,
  u8: wholes,
  i16: wholes,
  u16: wholes,
  i32: wholes,
  u32: wholes,
  i64: bigs,
  u64: bigs,
  f32: oneof(float(), double()),
  f64: double(),
};
const types = Object.keys(numbersOf) as ValueType[];
const integers = types.filter((type) => !type.startsWith('f'));
/** The typed array that a shared one must be equal to. */
function modelOf(type: ValueType, numbers: unknown): Float64Array {
  return (views[type] as unknown as Float64ArrayConstructor).from(numbers as number[]);
}

describe.each(types)('a SharedArray of %s', (type) => {
  const operation = recordOf({
    name: constantFrom('set', 'add', 'exchange', 'compareExchange', 'update', 'fill'),
    index: nat(3),
    other: nat(3),
    number: numbersOf[type] as Arbitrary<number>,
  });

  test('does what its typed array does, operation by operation', () => {
    assert(
      property(arrayOf(operation, { maxLength: 12 }), (operations) => {
        const shared = new SharedArray(type, 4) as SharedArray<'f64'>;
        const model = new views[type](new ArrayBuffer(32), 0, 4) as Float64Array;
        for (const { name, index, other, number } of operations) {
          const before = model[index]!;
          let gave: number | undefined = before;
          if (name === 'set') shared.set(index, number);
          else if (name === 'add') gave = shared.add(index, number);
          else if (name === 'exchange') gave = shared.exchange(index, number);
          else if (name === 'update') gave = shared.update(index, (value) => value + number);
          else if (name === 'fill') shared.fill(number, index, other);
          else gave = shared.compareExchange(index, model[other]!, number);
          expect(gave).toBe(before);
          if (name === 'fill') model.fill(number, index, other);
          else if (name === 'add' || name === 'update') model[index]! += number;
          else if (name !== 'compareExchange') model[index] = number;
          else if (Object.is(before, model[other])) model[index] = number;
          expect(shared.toArray()).toEqual(Array.from(model));
        }
        expect([...shared]).toEqual(Array.from(model));
        expect(shared.slice(1, -1)).toEqual(model.slice(1, -1));
        expect(shared.view).toEqual(model);
      }),
    );
  });

  test('is made of what can be iterated over', () => {
    assert(
      property(arrayOf(numbersOf[type] as Arbitrary<number>), (numbers) => {
        const model = modelOf(type, numbers);
        const shared = new SharedArray(type, new Set(numbers).values() as never);
        expect(shared.view).toEqual(modelOf(type, new Set(numbers)));
        expect(new SharedArray(type, numbers as never).toArray()).toEqual(Array.from(model));
        expect(new SharedArray(type, model as never).length).toBe(numbers.length);
      }),
    );
  });
});

test.each(integers)('and, or, xor of %s give what was there before', (type) => {
  assert(
    property(numbersOf[type] as Arbitrary<number>, numbersOf[type] as Arbitrary<number>, (a, b) => {
      const shared = new SharedArray(type, [a, a, a] as never) as SharedArray<'i32'>;
      const model = modelOf(type, [a, a, a]);
      const before = model[0]!;
      expect([shared.and(0, b), shared.or(1, b), shared.xor(2, b)]).toEqual([
        before,
        before,
        before,
      ]);
      model[0]! &= b;
      model[1]! |= b;
      model[2]! ^= b;
      expect(shared.view).toEqual(model);
    }),
  );
});

test('float types have no bits to work on', () => {
  const floats = new SharedArray('f64', [1.5], { name: 'prices' });
  // @ts-expect-error floats have no `and`
  expect(() => floats.and(0, 1)).toThrow(
    new InvalidArgumentError(
      'and of the SharedArray "prices" of f64: only integers have bits; use update()',
    ),
  );
  expect(floats.get(0)).toBe(1.5);
});

test('an index outside of the array is refused, with the index and the length', () => {
  const numbers = new SharedArray('i32', [1, 2, 3]);
  const bad = [3, -1, 0.5, NaN, '0', undefined, 2 ** 53] as number[];
  for (const index of bad) {
    for (const call of [
      () => numbers.get(index),
      () => numbers.set(index, 9),
      () => numbers.add(index, 9),
      () => numbers.exchange(index, 9),
      () => numbers.compareExchange(index, 1, 9),
      () => numbers.update(index, () => 9),
      () => numbers.and(index, 9),
      () => numbers.or(index, 9),
      () => numbers.xor(index, 9),
    ]) {
      expect(call).toThrow(InvalidArgumentError);
    }
  }
  expect(() => numbers.get(3)).toThrow(
    'get of a SharedArray of i32 of length 3: needs an index from 0 to 2, got 3',
  );
  expect(() => new SharedArray('u8', 0).get(0)).toThrow(/of length 0: it has no numbers, got 0$/);
  expect(numbers.toArray()).toEqual([1, 2, 3]);
});

test('at counts from the end, and is undefined outside', () => {
  const numbers = new SharedArray('i16', [1, 2, 3]);
  const plain = [1, 2, 3];
  for (const index of [0, 2, 3, -1, -3, -4, 1.9, -1.9, NaN, Infinity, -Infinity]) {
    expect(numbers.at(index)).toBe(plain.at(index));
  }
});

test.each([[1.5], [NaN], [1n], ['1'], [null], [undefined], [{}]])(
  'refuses %o, which is no whole number, and keeps what it has',
  (bad) => {
    const numbers = new SharedArray('u16', [7, 8]);
    const value = bad as never;
    for (const call of [
      () => numbers.set(0, value),
      () => numbers.add(0, value),
      () => numbers.exchange(0, value),
      () => numbers.compareExchange(0, value, 1),
      () => numbers.compareExchange(0, 7, value),
      () => numbers.update(0, () => value),
      () => numbers.and(0, value),
      () => numbers.fill(value),
    ]) {
      expect(call).toThrow(InvalidArgumentError);
      expect(call).toThrow(/ of a SharedArray of u16: needs a whole number, got /);
    }
    expect(() => new SharedArray('u16', [1, 2, value])).toThrow(
      /^new SharedArray of u16: number 2 must be a whole number, got /,
    );
    expect(numbers.toArray()).toEqual([7, 8]);
  },
);

test('an update that throws writes nothing', () => {
  const numbers = new SharedArray('f32', [1.5]);
  const failure = new RangeError('no');
  expect(() =>
    numbers.update(0, () => {
      throw failure;
    }),
  ).toThrow(failure);
  expect(() => numbers.update(0, 5 as never)).toThrow(InvalidArgumentError);
  expect(numbers.get(0)).toBe(1.5);
});

test.each([[-1], [1.5], [NaN], [undefined], [null], [{}], [2n]])(
  '%o is neither a length nor numbers',
  (content) => {
    expect(() => new SharedArray('f64', content as never)).toThrow(InvalidArgumentError);
    expect(() => new SharedArray('f64', content as never)).toThrow(/^new SharedArray: /);
  },
);

test('another type, and bad options, are refused', () => {
  expect(() => new SharedArray('int' as never, 1)).toThrow(
    /^new SharedArray: the type must be one of i8, .*, f64, got "int"$/,
  );
  for (const options of [null, 5, { name: 5 }, { lock: {} }, { lock: true }]) {
    expect(() => new SharedArray('i32', 1, options as never)).toThrow(InvalidArgumentError);
  }
});

test('more than the engine can give in one piece is MemoryFullError', () => {
  expect(() => new SharedArray('f64', 2 ** 50)).toThrow(MemoryFullError);
});

test('slice is a copy, the view is not', () => {
  const numbers = new SharedArray('f64', [1, 2, 3]);
  const [copy, view] = [numbers.slice(), numbers.view];
  copy[0] = 10;
  view[1] = 20;
  expect(numbers.toArray()).toEqual([1, 20, 3]);
  expect(numbers.view).toBe(view);
  expect(copy.buffer.byteLength).toBe(24);
});

test('its lock is one, called as the array is, or the one that was given', async () => {
  const numbers = new SharedArray('i32', 1, { name: 'counts' });
  expect(numbers.lock).toBe(numbers.lock);
  expect(numbers.lock.name).toBe('counts');
  using _ = await numbers.lock.acquire();
  numbers.set(0, 1); // reading and writing does not take it
  const lock = new Lock();
  expect(new SharedArray('i32', 1, { lock }).lock).toBe(lock);
});

test('an array cannot be copied: structuredClone and JSON.stringify refuse it', () => {
  const numbers = new SharedArray('i32', 1);
  expect(() => structuredClone(numbers)).toThrow(
    expect.objectContaining({ name: 'DataCloneError' }),
  );
  expect(() => JSON.stringify(numbers)).toThrow(/toHandle/);
});

test('types: of its numbers and of its view', () => {
  const [floats, bigints] = [new SharedArray('f64', 1), new SharedArray('u64', [1n])];
  expectTypeOf(floats.get(0)).toEqualTypeOf<number>();
  expectTypeOf(bigints.at(0)).toEqualTypeOf<bigint | undefined>();
  expectTypeOf([...bigints]).toEqualTypeOf<bigint[]>();
  expectTypeOf(floats.view).toEqualTypeOf<Float64Array>();
  expectTypeOf(bigints.slice()).toEqualTypeOf<BigUint64Array>();
  expectTypeOf(bigints.and(0, 1n)).toEqualTypeOf<bigint>();
  // @ts-expect-error a bigint is needed
  expect(() => bigints.set(0, 1)).toThrow(InvalidArgumentError);
});
