import { expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { kindOf, registerKind } from './kind.ts';
import type { Kind } from './kind.ts';

class Counter {
  count = 0;
}
class NamedCounter extends Counter {}

const counters: Kind<Counter> = {
  id: 'kind.test.counter',
  type: Counter,
  toHandle: (counter) => counter.count,
  fromHandle: () => new Counter(),
};

test('a kind is found by the class of an object, or one above it', () => {
  expect(kindOf(new Counter())).toBeUndefined();
  registerKind(counters);
  expect(kindOf(new Counter())).toBe(counters);
  expect(kindOf(new NamedCounter())).toBe(counters);
  expect(kindOf({})).toBeUndefined();
  expect(kindOf(Object.create(null) as object)).toBeUndefined();
});

test('registering the same kind again does nothing; another one under its id is refused', () => {
  registerKind(counters);
  registerKind(counters);
  expect(() => registerKind({ ...counters })).toThrow(InvalidArgumentError);
  expect(() => registerKind({ ...counters })).toThrow('"kind.test.counter"');
  expect(kindOf(new Counter())).toBe(counters);
});
