import { registerKind, type Kind } from '../wire/kind.ts';
import { thisAgent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { slotBytes, valueWords } from '../memory/layout.ts';
import { Value, type ValueType } from './value.ts';

interface ValueHandle {
  slot: number;
  type: ValueType;
}

const kind: Kind<Value<ValueType>> = {
  id: 'value',
  type: Value,
  toHandle: (value): ValueHandle => ({
    slot: thisAgent().known.slotOf(value) ?? share(value),
    type: value.type,
  }),
  fromHandle: (data): Value<ValueType> => {
    const { slot, type } = data as ValueHandle;
    thisAgent().memory.check(slot, 'value');
    const there = thisAgent().known.get(slot) as Value<ValueType> | undefined;
    return (
      there ??
      attach(new Value(type, (type === 'i64' || type === 'u64' ? 0n : 0) as never), slot, false)
    );
  },
};

/** Lets values be handed to other threads. */
export function shareValues(): void {
  registerKind(kind);
}

function share(value: Value<ValueType>): number {
  const slot = allocate(thisAgent().memory, 1, 'value');
  attach(value, slot, true);
  return slot;
}

function attach(value: Value<ValueType>, slot: number, keep: boolean): Value<ValueType> {
  value._move(thisAgent().memory.buffer, slot * slotBytes + valueWords.data * 4, keep);
  thisAgent().known.set(slot, value);
  return value;
}
