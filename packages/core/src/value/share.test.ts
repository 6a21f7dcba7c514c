import { describe, expect, test } from 'vitest';
import {
  DeadlockError,
  InvalidHandleError,
  InvalidStateError,
  MemoryFullError,
} from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { shareLocks } from '../lock/share.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { header } from '../memory/layout.ts';
import { installPlatform, platform } from '../realm.ts';
import { thisThread } from '../wait/holder.ts';
import { readValue, writeValue } from '../wire/bytes.ts';
import { kindOf, fromHandleOf } from '../wire/kind.ts';
import { decode, encode } from '../wire/value.ts';
import { views, type ValueType } from './number-type.ts';
import { record } from './record.ts';
import { SharedArray } from './shared-array.ts';
import { shareValues } from './share.ts';
import { Value } from './value.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
shareLocks();
shareValues();
thisThread.name = 'main';

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T): T {
  joinMemory(there);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

/** The other thread's object for one of this thread. */
function sent<T extends object>(object: T): T {
  const wired = structuredClone(encode(object, 'object'));
  return inOther(() => decode(wired)) as T;
}

const types = Object.keys(views) as ValueType[];

describe.each(types)('%s', (type) => {
  const [one, two] = type === 'i64' || type === 'u64' ? [1n, 2n] : [1, 2];

  test('a Value takes its number along, and is one number in both threads', () => {
    const value = new Value(type, two, { name: 'total' });
    expect(value.shared).toBe(false);
    const other = sent(value);
    expect([value.shared, other.shared, other.type, other.name]).toEqual([
      true,
      true,
      type,
      'total',
    ]);
    expect(other.value).toBe(two);
    other.value = one;
    expect(value.add(one)).toBe(one);
    expect(other.value).toBe(two);
    expect(other.update(() => one)).toBe(two);
    expect(value.value).toBe(one);
  });

  test.each([0, 1, 7, 8, 9, 100])(
    'a SharedArray of length %i takes its numbers along',
    (length) => {
      const numbers = new SharedArray(type, Array.from({ length }, () => two) as never);
      const other = sent(numbers);
      expect(other.toArray()).toEqual(Array.from({ length }, () => two));
      expect([other.type, other.length, other.shared]).toEqual([type, length, true]);
      if (length === 0) return;
      other.set(length - 1, one);
      expect(numbers.at(-1)).toBe(one);
      numbers.fill(one);
      expect(other.view).toEqual(numbers.slice());
      expect([...other]).toEqual(Array.from({ length }, () => one));
    },
  );
});

test('what lies beside an array is not touched by it', () => {
  const arrays = [3, 16, 1, 40].map((length) => new SharedArray('u8', length));
  const others = arrays.map((array) => sent(array));
  for (const [index, other] of others.entries()) other.fill(index + 1);
  for (const [index, array] of arrays.entries()) {
    expect(new Set(array)).toEqual(new Set([index + 1]));
  }
});

test('a record takes its fields along, of whatever types', () => {
  const account = record(
    { balance: 'f64', owner: 'u8', total: 'i64', rate: 'f32' },
    { balance: 0.1, owner: 200, total: -5n, rate: 0.5 },
    { name: 'account' },
  );
  const other = sent(account);
  expect([other.balance, other.owner, other.total, other.rate]).toEqual([0.1, 200, -5n, 0.5]);
  expect(Object.getPrototypeOf(other) === Object.getPrototypeOf(account)).toBe(true);
  expect([other.name, other.shared, account.shared]).toEqual(['account', true, true]);
  other.add('owner', 1);
  account.total -= 1n;
  expect([account.owner, other.total]).toEqual([201, -6n]);
});

test('a view that was taken before the hand-over is empty, a new one is shared', () => {
  const numbers = new SharedArray('f64', [1, 2, 3]);
  const before = numbers.view;
  const other = sent(numbers);
  expect(before).toHaveLength(0);
  expect(numbers.view).toEqual(new Float64Array([1, 2, 3]));
  numbers.view[1] = 20;
  expect(other.view[1]).toBe(20);
  const view = numbers.view;
  sent(numbers); // the second time nothing moves
  expect(numbers.view).toBe(view);
});

describe('the lock', () => {
  const each = [
    ['of a Value', () => new Value('i32', 0, { name: 'shared' })],
    ['of a SharedArray', () => new SharedArray('i32', 1, { name: 'shared' })],
    ['of a record', () => record({ balance: 'f64' }, {}, { name: 'shared' })],
  ] as const;

  test.each(each)(
    '%s is the same in both threads, though it was asked for there first',
    (_, make) => {
      const numbers = make();
      const other = sent(numbers);
      const theirs = inOther(() => other.lock.tryAcquire()!);
      expect(numbers.lock.locked).toBe(true);
      expect(numbers.lock.tryAcquire()).toBeUndefined();
      expect([numbers.lock.name, other.lock.name]).toEqual(['shared', 'shared']);
      inOther(() => theirs.release());
      const ours = numbers.lock.tryAcquire()!;
      expect(inOther(() => other.lock.tryAcquire())).toBeUndefined();
      ours.release();
    },
  );

  test.each(each)('%s is held on through the hand-over', async (_, make) => {
    const numbers = make();
    const guard = await numbers.lock.acquire();
    const waiting = numbers.lock.acquire();
    const other = sent(numbers);
    expect(inOther(() => other.lock.tryAcquire())).toBeUndefined();
    guard.release();
    (await waiting).release();
    inOther(() => other.lock.tryAcquire()!.release());
    expect(numbers.lock.locked).toBe(false);
  });

  test('that several have together stays one, beside them and by itself', () => {
    const lock = new Lock({ name: 'both' });
    const [from, to] = [new Value('i32', 1, { lock }), record({ balance: 'f64' }, {}, { lock })];
    const other = sent({ from, to, lock });
    expect(other.from.lock).toBe(other.lock);
    expect(other.to.lock).toBe(other.lock);
    expect(sent(to).lock).toBe(other.lock);
  });

  test('is named where somebody waits for it in a circle', async () => {
    const numbers = new Value('i32', 0, { name: 'balance' });
    sent(numbers);
    using _ = await numbers.lock.acquire();
    expect(() => numbers.lock.acquireSync()).toThrow(DeadlockError);
    expect(() => numbers.lock.acquireSync()).toThrow(/"balance"/);
  });
});

test('both ways across give the same object back', () => {
  for (const numbers of [new Value('u8', 1), new SharedArray('i16', 3), record({ a: 'f32' })]) {
    const bytes = writeValue({ numbers }, 'item').slice();
    const other = inOther(() => (readValue(bytes) as { numbers: object }).numbers);
    expect(sent(numbers)).toBe(other);
    const back = inOther(() => structuredClone(encode(other, 'object')));
    expect(decode(back)).toBe(numbers);
  }
});

test('what this thread has closed is refused here, and goes on in the other', () => {
  const value = new Value('u8', 1, { name: 'total' });
  const numbers = new SharedArray('i16', 3);
  const account = record({ balance: 'f32' });
  const others = { value: sent(value), numbers: sent(numbers), account: sent(account) };
  for (const object of [value, numbers, account]) {
    kindOf(object)!.close!(object, 'cannot close it');
  }
  for (const [use, message] of [
    [() => value.value, 'value of the Value "total" of u8: this thread has closed it'],
    [() => (value.value = 2), /^value of /],
    [() => value.lock, /^lock of /],
    [() => numbers.get(0), 'get of a SharedArray of i16: this thread has closed it'],
    [() => numbers.view, /^view of /],
    [() => [...numbers], InvalidStateError],
    [() => account.balance, 'balance of a record: this thread has closed it'],
    [() => (account.balance = 5), /^balance of /],
    [() => account.add('balance', 5), /^add of /],
    [() => encode(account, 'object'), InvalidStateError],
  ] as const) {
    expect(use).toThrow(InvalidStateError);
    expect(use).toThrow(message);
  }
  expect(others.value.add(1)).toBe(1);
  expect(others.numbers.fill(5).toArray()).toEqual([5, 5, 5]);
  expect(others.account.exchange('balance', 5)).toBe(0);
});

test('an array whose view was asked for is not closed: nobody may get the memory that it shows', () => {
  const [viewed, local] = [new SharedArray('i16', [1, 2]), new SharedArray('i16', 1)];
  sent(viewed);
  viewed.view[0] = 10;
  local.view[0] = 10;
  expect(() => kindOf(viewed)!.close!(viewed, 'cannot close it')).toThrow(
    new InvalidStateError(
      'cannot close it: its view was asked for, and would go on to write where others have their own; let go of both instead',
    ),
  );
  expect(viewed.toArray()).toEqual([10, 2]);
  kindOf(local)!.close!(local, 'cannot close it'); // it was never shared
  expect(() => local.get(0)).toThrow(InvalidStateError);
});

test('a handle of one is none of another', () => {
  const value = kindOf(new Value('i32', 1))!;
  const handle = value.toHandle(new Value('i32', 1));
  expect(() => fromHandleOf('array', handle)).toThrow(InvalidHandleError);
  expect(() => fromHandleOf('record', handle)).toThrow(InvalidHandleError);
  expect(() => fromHandleOf('value', { ...(handle as object), slot: 2 ** 40 })).toThrow(
    InvalidHandleError,
  );
});

test('an array for which there is no room stays as it was, and works on', () => {
  const numbers = new SharedArray('f64', 2 ** 20).fill(1.5);
  const { view } = numbers;
  const { words } = here.memory;
  const unused = words[header.unused]!;
  words[header.unused] = 2 ** 24; // a gigabyte is given out
  try {
    expect(() => encode(numbers, 'object')).toThrow(MemoryFullError);
  } finally {
    words[header.unused] = unused;
  }
  expect(numbers.shared).toBe(false);
  expect(numbers.view).toBe(view);
  expect(numbers.add(5, 1)).toBe(1.5);
  expect(sent(numbers).get(5)).toBe(2.5);
});
