import { assert, bigInt, double, integer, property } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import type { ValueType } from './number-type.ts';
import { Value } from './value.ts';

describe.each([
  ['i32', 2 ** 31 - 1, -(2 ** 31)],
  ['u32', 2 ** 32 - 1, 0],
] as const)('a Value of %s', (type, largest, smallest) => {
  test('keeps its whole range', () => {
    expect(new Value(type, largest).value).toBe(largest);
    expect(new Value(type, smallest).value).toBe(smallest);
  });

  test('wraps around when something is added', () => {
    const value = new Value(type, largest);
    expect(value.add(1)).toBe(largest);
    expect(value.value).toBe(smallest);
    expect(value.add(-1)).toBe(smallest);
    expect(value.value).toBe(largest);
  });

  test('adds as its typed array does', () => {
    const array = type === 'i32' ? new Int32Array(1) : new Uint32Array(1);
    assert(
      property(integer(), integer(), (start, amount) => {
        array[0] = start;
        const value = new Value(type, array[0]!);
        expect(value.add(amount)).toBe(array[0]);
        array[0]! += amount;
        expect(value.value).toBe(array[0]);
      }),
    );
  });

  test.each([[1.5], [NaN], [Infinity], [1n], ['1'], [null], [undefined], [{}]])(
    'refuses %o, which is no whole number, and keeps what it has',
    (bad) => {
      const value = new Value(type, 7);
      expect(() => new Value(type, bad as never)).toThrow(InvalidArgumentError);
      expect(() => (value.value = bad as never)).toThrow(InvalidArgumentError);
      expect(() => value.add(bad as never)).toThrow(
        new RegExp(`^add of a Value of ${type}: needs a whole number, got `),
      );
      expect(() => value.exchange(bad as never)).toThrow(InvalidArgumentError);
      expect(() => value.compareExchange(7, bad as never)).toThrow(InvalidArgumentError);
      expect(value.value).toBe(7);
    },
  );
});

describe.each([
  ['i64', 2n ** 63n - 1n, -(2n ** 63n)],
  ['u64', 2n ** 64n - 1n, 0n],
] as const)('a Value of %s', (type, largest, smallest) => {
  test('keeps its whole range and wraps around', () => {
    const value = new Value(type, largest);
    expect(value.add(1n)).toBe(largest);
    expect(value.value).toBe(smallest);
    expect(value.add(-1n)).toBe(smallest);
    expect(value.value).toBe(largest);
  });

  test('adds as its typed array does', () => {
    const array = type === 'i64' ? new BigInt64Array(1) : new BigUint64Array(1);
    assert(
      property(bigInt(), bigInt(), (start, amount) => {
        array[0] = start;
        const value = new Value(type, array[0]!);
        value.add(amount);
        array[0]! += amount;
        expect(value.value).toBe(array[0]);
      }),
    );
  });

  test.each([[1], ['1'], [null], [undefined]])('refuses %o, which is no bigint', (bad) => {
    const value = new Value(type, 7n);
    expect(() => new Value(type, bad as never)).toThrow(InvalidArgumentError);
    expect(() => value.add(bad as never)).toThrow(/: needs a bigint, got /);
    expect(value.value).toBe(7n);
  });
});

describe('a Value of f64', () => {
  test('keeps and adds every double as JavaScript does', () => {
    assert(
      property(double(), double(), (start, amount) => {
        const value = new Value('f64', start);
        expect(value.value).toBe(start);
        expect(value.add(amount)).toBe(start);
        expect(value.value).toBe(start + amount);
      }),
    );
  });

  test('tells -0 from 0 in compareExchange, and knows NaN', () => {
    const value = new Value('f64', -0);
    expect(value.compareExchange(0, 1)).toBe(-0);
    expect(value.value).toBe(-0);
    value.value = NaN;
    expect(value.add(1)).toBe(NaN);
    expect(value.value).toBe(NaN);
  });

  test.each([[1n], ['1'], [null], [undefined]])('refuses %o, which is no number', (bad) => {
    expect(() => new Value('f64', bad as never)).toThrow(/needs a number, got /);
  });
});

describe.each([
  ['i8', Int8Array],
  ['u8', Uint8Array],
  ['i16', Int16Array],
  ['u16', Uint16Array],
] as const)('a Value of %s', (type, View) => {
  test('keeps, adds and exchanges as its typed array does', () => {
    assert(
      property(integer(), integer(), (start, amount) => {
        const array = new View([start]);
        const value = new Value(type, start);
        expect(value.add(amount)).toBe(array[0]);
        array[0]! += amount;
        expect(value.value).toBe(array[0]);
        expect(value.compareExchange(array[0]!, start)).toBe(array[0]);
        expect(value.exchange(amount)).toBe(new View([start])[0]);
        expect(value.value).toBe(new View([amount])[0]);
      }),
    );
  });
});

test('a Value of f32 rounds as a Float32Array does', () => {
  assert(
    property(double(), double(), (start, amount) => {
      const value = new Value('f32', start);
      expect(value.value).toBe(Math.fround(start));
      expect(value.add(amount)).toBe(Math.fround(start));
      expect(value.value).toBe(Math.fround(Math.fround(start) + amount));
    }),
  );
});

describe('update', () => {
  test('writes what it is given, and gives what was there before', () => {
    const value = new Value('i64', 5n);
    expect(value.update((before) => before * 3n)).toBe(5n);
    expect(value.value).toBe(15n);
  });

  test('begins anew when somebody has written in between', () => {
    const value = new Value('i32', 1);
    const seen: number[] = [];
    const before = value.update((now) => {
      if (seen.push(now) < 3) value.add(10);
      return now * 2;
    });
    expect([seen, before, value.value]).toEqual([[1, 11, 21], 21, 42]);
  });

  test('tells NaN and -0 from other numbers, whatever their bits', () => {
    const value = new Value('f64', NaN);
    expect(value.update(() => -0)).toBe(NaN);
    expect(value.update((now) => (Object.is(now, -0) ? 1 : 2))).toBe(-0);
    expect(value.value).toBe(1);
  });

  test.each([[5], [undefined], [null], ['v + 1']])('refuses %o, which is no function', (bad) => {
    const value = new Value('i32', 1);
    expect(() => value.update(bad as never)).toThrow(InvalidArgumentError);
    expect(() => value.update(bad as never)).toThrow(
      /^update of a Value of i32: needs a function from the number to the new one, got /,
    );
  });

  test('writes nothing when the function throws, or gives no number of the type', () => {
    const value = new Value('i32', 1, { name: 'total' });
    const failure = new RangeError('no');
    expect(() =>
      value.update(() => {
        throw failure;
      }),
    ).toThrow(failure);
    expect(() => value.update((async (now: number) => now + 1) as never)).toThrow(
      'update of the Value "total" of i32: needs a whole number, got an object (Promise)',
    );
    expect(value.value).toBe(1);
  });
});

test('and, or, xor work on the bits of integers, and give what was there before', () => {
  const flags = new Value('u32', 0b0110);
  expect([flags.and(0b0011), flags.or(0b1000), flags.xor(0b1111)]).toEqual([6, 2, 10]);
  expect(flags.value).toBe(0b0101);
  const big = new Value('u64', 2n ** 63n);
  expect([big.or(1n), big.xor(2n ** 63n), big.and(3n)]).toEqual([2n ** 63n, 2n ** 63n + 1n, 1n]);
  const float = new Value('f64', 1.5);
  for (const action of ['and', 'or', 'xor'] as const) {
    // @ts-expect-error floats have none
    expect(() => float[action](1)).toThrow(
      new InvalidArgumentError(
        `${action} of a Value of f64: only integers have bits; use update()`,
      ),
    );
    expect(() => flags[action](1.5)).toThrow(/needs a whole number, got 1.5/);
  }
  expect([float.value, flags.value]).toEqual([1.5, 5]);
});

test('its lock is one, called as the value is, or the one that was given', async () => {
  const value = new Value('i32', 1, { name: 'total' });
  expect(value.lock).toBe(value.lock);
  expect([value.lock.name, new Value('i32', 1).lock.name]).toEqual(['total', undefined]);
  using _ = await value.lock.acquire();
  expect(value.add(1)).toBe(1); // which does not take it
  const lock = new Lock();
  expect(new Value('i32', 1, { lock }).lock).toBe(lock);
});

test.each([[null], [5], [{ name: 5 }], [{ lock: {} }], [{ lock: false }]])(
  'options %o are refused',
  (options) => {
    expect(() => new Value('i32', 1, options as never)).toThrow(InvalidArgumentError);
    expect(() => new Value('i32', 1, options as never)).toThrow(/^new Value: /);
  },
);

test.each<ValueType>(['i32', 'u32', 'f64'])(
  'exchange and compareExchange of %s give what was there',
  (type) => {
    const value = new Value(type, 1);
    expect(value.exchange(2)).toBe(1);
    expect(value.compareExchange(1, 3)).toBe(2);
    expect(value.value).toBe(2);
    expect(value.compareExchange(2, 3)).toBe(2);
    expect(value.value).toBe(3);
  },
);

test.each([['i128'], ['toString'], [''], [undefined], [null], [5]])(
  '%o is no type of a Value',
  (type) => {
    expect(() => new Value(type as never, 0 as never)).toThrow(InvalidArgumentError);
    expect(() => new Value(type as never, 0 as never)).toThrow(
      /^new Value: the type must be one of i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, got /,
    );
  },
);

test('a Value cannot be copied: structuredClone and JSON.stringify refuse it', () => {
  const value = new Value('i32', 0);
  expect(() => structuredClone(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  expect(() => JSON.stringify({ value })).toThrow(/toHandle/);
});

test('types: 64-bit integers are bigints, the others numbers', () => {
  expectTypeOf(new Value('i32', 0).value).toEqualTypeOf<number>();
  expectTypeOf(new Value('u64', 0n).value).toEqualTypeOf<bigint>();
  // @ts-expect-error a bigint is needed
  expect(() => new Value('i64', 0)).toThrow(InvalidArgumentError);
});
