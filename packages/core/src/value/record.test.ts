import { assert, bigInt, double, integer, property } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { record, type RecordSchema, type SharedRecord } from './record.ts';

test('has its fields, zero or what they were given, and each by itself', () => {
  const account = record({ balance: 'f64', owner: 'u32', total: 'i64' }, { owner: 7 });
  expect([account.balance, account.owner, account.total]).toEqual([0, 7, 0n]);
  account.balance += 1.5;
  account.total = -1n;
  expect([account.balance, account.owner, account.total]).toEqual([1.5, 7, -1n]);
});

test('fields of all types keep apart', () => {
  assert(
    property(integer(), bigInt(), double(), (whole, big, float) => {
      const all = record({
        a: 'i8',
        b: 'u64',
        c: 'f32',
        d: 'u16',
        e: 'i8',
        f: 'f64',
        g: 'i32',
        h: 'u64',
      });
      Object.assign(all, { a: whole, b: big, c: float, d: whole, e: whole + 1 });
      Object.assign(all, { f: float, g: whole, h: big + 1n });
      const { a, b, c, d, e, f, g, h } = all;
      expect([a, b, c, d, e, f, g, h]).toEqual([
        new Int8Array([whole])[0],
        BigInt.asUintN(64, big),
        Math.fround(float),
        new Uint16Array([whole])[0],
        new Int8Array([whole + 1])[0],
        float,
        whole,
        BigInt.asUintN(64, big + 1n),
      ]);
    }),
  );
});

test('add, exchange, compareExchange and update give what was there before', () => {
  const account = record({ balance: 'f64', changes: 'u8' }, { changes: 255 });
  expect(account.add('balance', 0.5)).toBe(0);
  expect(account.add('changes', 1)).toBe(255);
  expect(account.changes).toBe(0);
  expect(account.exchange('balance', 2)).toBe(0.5);
  expect(account.compareExchange('balance', 1, 9)).toBe(2);
  expect(account.compareExchange('balance', 2, 9)).toBe(2);
  expect(account.update('balance', (value) => value * 2)).toBe(9);
  expect(account.balance).toBe(18);
});

test('records of one schema are of one class, others are not', () => {
  const same = (a: RecordSchema, b: RecordSchema): boolean =>
    Object.getPrototypeOf(record(a)) === Object.getPrototypeOf(record(b));
  expect(same({ a: 'i32', b: 'f64' }, { a: 'i32', b: 'f64' })).toBe(true);
  expect(same({ a: 'i32', b: 'f64' }, { b: 'f64', a: 'i32' })).toBe(false);
  expect(same({ a: 'i32' }, { a: 'u32' })).toBe(false);
});

describe('refuses, and keeps what it has:', () => {
  const account = record({ balance: 'f64', owner: 'u32' }, { owner: 7 }, { name: 'account' });

  test.each([[1.5], [1n], ['1'], [null], [undefined]])('%o for a whole number', (bad) => {
    const value = bad as never;
    for (const call of [
      () => (account.owner = value),
      () => account.add('owner', value),
      () => account.exchange('owner', value),
      () => account.compareExchange('owner', 7, value),
      () => account.compareExchange('owner', value, 7),
      () => account.update('owner', () => value),
    ]) {
      expect(call).toThrow(InvalidArgumentError);
      expect(call).toThrow(/ of owner \(u32\) of the record "account": needs a whole number, got /);
    }
    expect(account.owner).toBe(7);
  });

  test.each(['balanse', 'lock', 'add', '', 'toString', 5, undefined])('the field %o', (name) => {
    const field = name as never;
    for (const call of [
      () => account.add(field, 1 as never),
      () => account.exchange(field, 1 as never),
      () => account.compareExchange(field, 1 as never, 1 as never),
      () => account.update(field, (value) => value),
    ]) {
      expect(call).toThrow(InvalidArgumentError);
      expect(call).toThrow(/of the record "account": its fields are balance, owner, got /);
    }
  });

  test('an update by what is no function', () => {
    expect(() => account.update('owner', 8 as never)).toThrow(InvalidArgumentError);
    expect(account.owner).toBe(7);
  });
});

test.each([
  [undefined],
  [null],
  ['f64'],
  [{}],
  [[]],
  [['f64']],
  [{ a: 'int' }],
  [{ a: undefined }],
])('%o is no schema', (schema) => {
  expect(() => record(schema as never)).toThrow(InvalidArgumentError);
  expect(() => record(schema as never)).toThrow(/^record: /);
});

test.each([
  'lock',
  'name',
  'shared',
  'add',
  'update',
  'toJSON',
  'constructor',
  'toString',
  'describe',
  '_load',
])('a field cannot be called %s', (name) => {
  expect(() => record({ [name]: 'i32' } as never)).toThrow(InvalidArgumentError);
  expect(() => record({ [name]: 'i32' } as never)).toThrow(
    `record: a field cannot be called ${name}`,
  );
});

test('what it begins with must be of its fields, and of their types', () => {
  for (const initial of [null, 5, { b: 1 }, { a: 1.5 }, { a: undefined }]) {
    expect(() => record({ a: 'i32' }, initial as never)).toThrow(InvalidArgumentError);
  }
  expect(() => record({ a: 'i32', c: 'u8' }, { b: 1 } as never)).toThrow(
    'record: there is no field "b"; it has "a", "c"',
  );
  expect(() => record({ a: 'i32' }, { a: 1.5 })).toThrow(
    'initial value of a (i32) of a record: needs a whole number, got 1.5',
  );
  for (const options of [null, { name: 1 }, { lock: {} }]) {
    expect(() => record({ a: 'i32' }, {}, options as never)).toThrow(InvalidArgumentError);
  }
});

test('its lock is one, called as the record is, or the one that was given', () => {
  const account = record({ balance: 'f64' }, {}, { name: 'account' });
  expect(account.lock).toBe(account.lock);
  expect(account.lock.name).toBe('account');
  const lock = new Lock();
  expect(record({ balance: 'f64' }, {}, { lock }).lock).toBe(lock);
});

test('a record cannot be copied: structuredClone and JSON.stringify refuse it', () => {
  const account = record({ balance: 'f64' });
  expect(() => structuredClone(account)).toThrow(
    expect.objectContaining({ name: 'DataCloneError' }),
  );
  expect(() => JSON.stringify(account)).toThrow(/toHandle/);
});

test('types: what the schema says', () => {
  const account = record({ balance: 'f64', total: 'i64' });
  expectTypeOf(account).toEqualTypeOf<SharedRecord<{ balance: 'f64'; total: 'i64' }>>();
  expectTypeOf(account.balance).toEqualTypeOf<number>();
  expectTypeOf(account.total).toEqualTypeOf<bigint>();
  expectTypeOf(account.add<'total'>).parameters.toEqualTypeOf<['total', bigint]>();
  // @ts-expect-error a bigint is needed
  expect(() => account.add('total', 1)).toThrow(InvalidArgumentError);
  // @ts-expect-error it has no such field
  expect(() => account.add('totals', 1n)).toThrow(InvalidArgumentError);
  // @ts-expect-error no field can be called as a member
  expect(() => record({ lock: 'i32' })).toThrow(InvalidArgumentError);
  // @ts-expect-error a number is needed
  expect(() => record({ a: 'i32' }, { a: 1n })).toThrow(InvalidArgumentError);
  // A function that needs some of the fields takes a record that has more.
  const deposit = (to: SharedRecord<{ balance: 'f64' }>): number => to.add('balance', 5);
  expect(deposit(account)).toBe(0);
  expect(account.balance).toBe(5);
});
