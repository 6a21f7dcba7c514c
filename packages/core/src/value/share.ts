import type { Lock } from '../lock/lock.ts';
import { allocate } from '../memory/allocate.ts';
import { slotBytes, valueWords } from '../memory/layout.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import type { ValueType } from './number-type.ts';
import { makeRecord, RecordNumbers, type Fields } from './record-numbers.ts';
import { SharedArray } from './shared-array.ts';
import type { SharedNumbers, ValueOptions } from './shared-numbers.ts';
import { Value } from './value.ts';

/** What a handle has of each of them. */
interface NumbersHandle {
  size: number;
  name: string | undefined;
}

/** Numbers in a single slot, or behind the first of several. */
type Block = 'value' | 'array';

const value: Kind<Value<ValueType>> = /* @__PURE__ */ numbersKind(
  'value',
  'value',
  Value as typeof Value<ValueType>,
  ({ type }) => ({ type }),
  ({ type }, options) => new Value(type, type === 'i64' || type === 'u64' ? 0n : 0, options),
);

const array: Kind<SharedArray<ValueType>> = /* @__PURE__ */ numbersKind(
  'array',
  'array',
  SharedArray as typeof SharedArray<ValueType>,
  ({ type }) => ({ type }),
  ({ type }, options) => new SharedArray(type, 0, options),
);

const record: Kind<RecordNumbers> = /* @__PURE__ */ numbersKind(
  'record',
  'array',
  RecordNumbers,
  ({ _fields: fields }): { fields: Fields } => ({ fields }),
  ({ fields }, options) => makeRecord(fields, options),
);

/** Lets values, arrays and records be handed to other threads; for their locks, shareLocks is called as well. */
export function shareValues(): void {
  registerKind(value);
  registerKind(array);
  registerKind(record);
}

function numbersKind<T extends SharedNumbers, D extends object>(
  id: string,
  block: Block,
  type: abstract new (...args: never[]) => T,
  describe: (object: T) => D,
  make: (data: D, options: ValueOptions) => T,
): Kind<T> {
  return sharedKind<T, D & NumbersHandle>({
    id,
    block,
    type,
    describe: (object) => ({ ...describe(object), size: object._size, name: object.name }),
    // Its lock goes with it: who asks for it first must not get one that nobody else has.
    parts: ({ lock }) => [lock],
    share(object, { memory, known }) {
      const size = object._size;
      const slot = allocate(memory, slotsFor(size, block), block);
      object._moveTo(memory.buffer, offsetOf(slot, block));
      known.set(slot, object);
      return slot;
    },
    make(handle, { memory, known }, slot, [lock]) {
      const { name, size } = handle;
      const options = { lock: lock as Lock };
      const object = make(handle, name === undefined ? options : { ...options, name });
      object._joinAt(memory.buffer, offsetOf(slot, block), size);
      known.set(slot, object);
      return object;
    },
    busy: ({ _busy: reason }) => reason,
  });
}

/** A value's bytes lie within its slot, those of an array behind it. */
function offsetOf(slot: number, block: Block): number {
  return block === 'value' ? slot * slotBytes + valueWords.data * 4 : (slot + 1) * slotBytes;
}

function slotsFor(size: number, block: Block): number {
  return block === 'value' ? 1 : 1 + Math.ceil(size / slotBytes);
}
