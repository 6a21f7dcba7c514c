import {
  acquireAll,
  acquireAllSync,
  tasks,
  type Coroutine,
  type Lock,
  type Queue,
  type Value,
} from 'heddle';

/** Reads, and writes what was read plus one: what a lock must keep apart. */
function addOne(total: Value<'i32'>): void {
  const seen = total.value;
  total.value = seen + 1;
}

/** Threads that work under locks which another thread gave them. */
export const locking = tasks('locking', import.meta.url, {
  addBlocking(lock: Lock, total: Value<'i32'>, times: number): void {
    for (let i = 0; i < times; i += 1) {
      const guard = lock.acquireSync();
      addOne(total);
      guard.release();
    }
  },

  async addAwaiting(lock: Lock, total: Value<'i32'>, times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const guard = await lock.acquire();
      addOne(total);
      guard.release();
    }
  },

  *addYielding(lock: Lock, total: Value<'i32'>, times: number): Coroutine<void> {
    for (let i = 0; i < times; i += 1) {
      const guard = yield* lock.acquire();
      addOne(total);
      guard.release();
    }
  },

  /** Takes the lock, says so, and holds it until it is told to let go. */
  hold(lock: Lock, said: Queue<string>, go: Queue<string>): void {
    const guard = lock.acquireSync();
    said.putSync('holds');
    go.getSync();
    guard.release();
  },

  /** Waits for the lock, and says when it has it. */
  take(lock: Lock, said: Queue<string>, name: string): void {
    const guard = lock.acquireSync();
    said.putSync(name);
    guard.release();
  },

  /** Tries for so long; says whether it had to give up. */
  giveUp(lock: Lock, timeout: number): string {
    try {
      lock.acquireSync({ timeout }).release();
      return 'got it';
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  },

  /** Takes one lock, meets the other thread, then takes the other lock. */
  takeBoth(first: Lock, second: Lock, arrived: Queue<string>, go: Queue<string>): string {
    const outer = first.acquireSync();
    try {
      arrived.putSync('holds one');
      go.getSync();
      second.acquireSync().release();
      return 'got both';
    } finally {
      outer.release();
    }
  },

  /** The same, with a wait that may end. */
  takeBothInTime(
    first: Lock,
    second: Lock,
    arrived: Queue<string>,
    go: Queue<string>,
    timeout: number,
  ): string {
    const outer = first.acquireSync();
    try {
      arrived.putSync('holds one');
      go.getSync();
      second.acquireSync({ timeout }).release();
      return 'got both';
    } finally {
      outer.release();
    }
  },

  *takeBothYielding(
    first: Lock,
    second: Lock,
    arrived: Queue<string>,
    go: Queue<string>,
  ): Coroutine<string> {
    const outer = yield* first.acquire();
    try {
      yield* arrived.put('holds one');
      yield* go.get();
      (yield* second.acquire()).release();
      return 'got both';
    } finally {
      outer.release();
    }
  },

  allBlocking(first: Lock, second: Lock, total: Value<'i32'>, times: number): void {
    for (let i = 0; i < times; i += 1) {
      const both = acquireAllSync(first, second);
      addOne(total);
      both.release();
    }
  },

  async allAwaiting(first: Lock, second: Lock, total: Value<'i32'>, times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const both = await acquireAll(first, second);
      addOne(total);
      both.release();
    }
  },

  *allYielding(first: Lock, second: Lock, total: Value<'i32'>, times: number): Coroutine<void> {
    for (let i = 0; i < times; i += 1) {
      const both = yield* acquireAll(first, second);
      addOne(total);
      both.release();
    }
  },

  releaseUnheld(lock: Lock): void {
    lock.release();
  },

  addAtomically(total: Value<'i32'>, times: number): void {
    for (let i = 0; i < times; i += 1) total.add(1);
  },
});
