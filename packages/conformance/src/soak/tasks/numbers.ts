import { tasks, type SharedArray, type Value } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';

export interface Numbers {
  readonly counts: SharedArray<'u32'>;
  readonly total: Value<'i64'>;
  readonly half: Value<'f64'>;
  readonly small: Value<'u8'>;
  readonly bits: Value<'u32'>;
  readonly guarded: Value<'i32'>;
}

/** Adds by hand what `add` does. */
function addBySwap(numbers: SharedArray<'u32'>, index: number): void {
  for (let seen = numbers.get(index); ;) {
    const before = numbers.compareExchange(index, seen, seen + 1);
    if (before === seen) return;
    seen = before;
  }
}

/** Threads that change the same numbers, each change once. */
export const numbers = tasks('soak.numbers', import.meta.url, {
  change(role: Role, all: Numbers, bit: number): Figures {
    const actor = new Actor(role);
    const { counts, total, half, small, bits, guarded } = all;
    while (!actor.over) {
      actor.does('passes on');
      const index = actor.random.below(counts.length);
      if (actor.random.oneIn(2)) counts.add(index, 1);
      else addBySwap(counts, index);
      total.add(1n);
      half.update((value) => value + 0.5);
      small.add(1);
      bits.xor(1 << bit);
      if (actor.random.oneIn(16)) {
        const guard = guarded.lock.acquireSync();
        const seen = guarded.value;
        guarded.value = seen + 1;
        guard.release();
        actor.count('guarded changes');
      }
      actor.count('changes');
    }
    return actor.end();
  },
});
