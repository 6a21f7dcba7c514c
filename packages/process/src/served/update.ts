import { InvalidArgumentError } from '@heddle/core';
import { show } from '@heddle/core/internal';

type Change = (value: number | bigint) => number | bigint;

/** Calls `change` again until nobody has written in between; gives what was there before. */
function change(
  made: Change,
  read: () => number | bigint,
  swap: (from: number | bigint, to: number | bigint) => number | bigint,
): number | bigint {
  if (typeof made !== 'function') {
    throw new InvalidArgumentError(
      `update: needs a function that makes the new value, got ${show(made)}`,
    );
  }
  let before = read();
  for (;;) {
    const found = swap(before, made(before));
    if (Object.is(found, before)) return before;
    before = found;
  }
}

interface One {
  readonly value: number | bigint;
  compareExchange(from: number | bigint, to: number | bigint): number | bigint;
}

interface Several<K> {
  get?(key: K): number | bigint;
  compareExchange(key: K, from: number | bigint, to: number | bigint): number | bigint;
}

export function updateValue(value: One, made: Change): number | bigint {
  return change(
    made,
    () => value.value,
    (from, to) => value.compareExchange(from, to),
  );
}

export function updateElement(
  array: Several<number>,
  index: number,
  made: Change,
): number | bigint {
  return change(
    made,
    () => array.get!(index),
    (from, to) => array.compareExchange(index, from, to),
  );
}

export function updateField(
  record: Several<string> & Record<string, unknown>,
  name: string,
  made: Change,
): number | bigint {
  return change(
    made,
    () => record[name] as number | bigint,
    (from, to) => record.compareExchange(name, from, to),
  );
}
