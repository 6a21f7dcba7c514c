import {
  tasks,
  type Queue,
  type SharedArray,
  type SharedRecord,
  type Value,
  type ValueType,
} from 'heddle';

export type Account = SharedRecord<{ balance: 'f64'; changes: 'u32'; total: 'i64' }>;

/** Waits until both threads are here, so that they work at the same time. */
function meet(here: Value<'u8'>): void {
  here.add(1);
  while (here.value < 2);
}

/** Threads that change the numbers which another thread gave them. */
export const counting = tasks('counting', import.meta.url, {
  addToEach(here: Value<'u8'>, numbers: SharedArray<'u16'>, times: number): void {
    meet(here);
    for (let i = 0; i < times; i += 1) numbers.add(i % numbers.length, 1);
  },

  /** Reads, and writes what was read plus one, under the value's own lock. */
  addUnderItsLock(here: Value<'u8'>, total: Value<'u16'>, times: number): void {
    meet(here);
    for (let i = 0; i < times; i += 1) {
      const guard = total.lock.acquireSync();
      const seen = total.value;
      total.value = seen + 1;
      guard.release();
    }
  },

  addByUpdate(here: Value<'u8'>, total: Value<'f32'>, times: number): void {
    meet(here);
    for (let i = 0; i < times; i += 1) total.update((value) => value + 0.5);
  },

  deposit(here: Value<'u8'>, account: Account, times: number): void {
    meet(here);
    for (let i = 0; i < times; i += 1) {
      account.add('balance', 0.5);
      account.add('changes', 1);
      account.add('total', -1n);
    }
  },

  /** Adds to all of them, of whatever type they are; gives what it saw before. */
  addToAll(all: readonly SharedArray<ValueType>[]): string[] {
    return all.map((numbers) => {
      const one = typeof numbers.get(0) === 'bigint' ? 1n : 1;
      return String(numbers.add(0, one));
    });
  },

  /** Doubles all numbers through the view, while it holds the lock. */
  doubleThroughView(numbers: SharedArray<'f64'>): number {
    const guard = numbers.lock.acquireSync();
    const { view } = numbers;
    for (let i = 0; i < view.length; i += 1) view[i] = (view[i] ?? 0) * 2;
    guard.release();
    return view.length;
  },

  /** Takes the lock of a value, says so, and holds it until it is told to let go. */
  holdItsLock(total: Value<'i32'>, said: Queue<string>, go: Queue<string>): void {
    const guard = total.lock.acquireSync();
    said.putSync('holds');
    go.getSync();
    guard.release();
  },
});
