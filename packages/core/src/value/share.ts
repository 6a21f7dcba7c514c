import type { Lock } from '../lock/lock.ts';
import { thisAgent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { slotBytes, valueWords } from '../memory/layout.ts';
import { fromHandleOf, kindOf, registerKind, type Kind } from '../wire/kind.ts';
import type { ValueType } from './number-type.ts';
import { makeRecord, RecordNumbers, type Fields } from './record-numbers.ts';
import { SharedArray } from './shared-array.ts';
import type { SharedNumbers, ValueOptions } from './shared-numbers.ts';
import { Value } from './value.ts';

/** What a handle has of each of them. Its lock goes with it: who asks for it first must not get one that nobody else has. */
interface NumbersHandle {
  slot: number;
  size: number;
  name: string | undefined;
  lock: unknown;
}

type ValueHandle = NumbersHandle & { type: ValueType };
type ArrayHandle = NumbersHandle & { type: ValueType };
type RecordHandle = NumbersHandle & { fields: Fields };

/** Numbers in a single slot, or behind the first of several. */
type Block = 'value' | 'array';

const value: Kind<Value<ValueType>> = {
  id: 'value',
  type: Value,
  toHandle: (object): ValueHandle => ({ ...handleOf(object, 'value'), type: object.type }),
  fromHandle: (data): Value<ValueType> => {
    const handle = data as ValueHandle;
    const zero = handle.type === 'i64' || handle.type === 'u64' ? 0n : 0;
    return receive(handle, 'value', (options) => new Value(handle.type, zero, options));
  },
};

const array: Kind<SharedArray<ValueType>> = {
  id: 'array',
  type: SharedArray,
  toHandle: (object): ArrayHandle => ({ ...handleOf(object, 'array'), type: object.type }),
  fromHandle: (data): SharedArray<ValueType> => {
    const handle = data as ArrayHandle;
    return receive(handle, 'array', (options) => new SharedArray(handle.type, 0, options));
  },
};

const record: Kind<RecordNumbers> = {
  id: 'record',
  type: RecordNumbers,
  toHandle: (object): RecordHandle => ({ ...handleOf(object, 'array'), fields: object._fields }),
  fromHandle: (data): RecordNumbers => {
    const handle = data as RecordHandle;
    return receive(handle, 'array', (options) => makeRecord(handle.fields, options));
  },
};

/** Lets values, arrays and records be handed to other threads; for their locks, shareLocks is called as well. */
export function shareValues(): void {
  registerKind(value);
  registerKind(array);
  registerKind(record);
}

function handleOf(object: SharedNumbers, block: Block): NumbersHandle {
  const slot = thisAgent().known.slotOf(object) ?? share(object, block);
  const { name, lock, _size: size } = object;
  return { slot, size, name, lock: kindOf(lock)!.toHandle(lock) };
}

function share(object: SharedNumbers, block: Block): number {
  const { memory, known } = thisAgent();
  const size = object._size;
  const slot = allocate(memory, slotsFor(size, block), block);
  object._moveTo(memory.buffer, offsetOf(slot, block));
  known.set(slot, object);
  return slot;
}

function receive<T extends SharedNumbers>(
  handle: NumbersHandle,
  block: Block,
  make: (options: ValueOptions) => T,
): T {
  const { slot, size, name } = handle;
  const { memory, known } = thisAgent();
  memory.check(slot, block);
  const lock = fromHandleOf('lock', handle.lock) as Lock;
  const there = known.get(slot);
  if (there !== undefined) return there as T;
  const object = make(name === undefined ? { lock } : { name, lock });
  object._joinAt(memory.buffer, offsetOf(slot, block), size);
  known.set(slot, object);
  return object;
}

/** A value's bytes lie within its slot, those of an array behind it. */
function offsetOf(slot: number, block: Block): number {
  return block === 'value' ? slot * slotBytes + valueWords.data * 4 : (slot + 1) * slotBytes;
}

function slotsFor(size: number, block: Block): number {
  return block === 'value' ? 1 : 1 + Math.ceil(size / slotBytes);
}
