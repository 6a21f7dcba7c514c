import {
  tasks,
  type Banker,
  type Coroutine,
  type Lock,
  type Queue,
  type RLock,
  type RwLock,
  type Semaphore,
  type Value,
} from 'heddle';

type Said = Queue<string>;
type Count = Value<'i32'>;
export type Bank = Banker<'printers' | 'drives'>;

/** How many are inside at this moment, and how many there were at most. */
export interface Room {
  readonly inside: Count;
  readonly most: Count;
}

function enter({ inside, most }: Room): void {
  const now = inside.add(1) + 1;
  most.update((seen) => Math.max(seen, now));
}

/** Two numbers that are the same whenever nobody writes. */
export interface Pair {
  readonly left: Count;
  readonly right: Count;
}

function write({ left, right }: Pair): void {
  const seen = left.value;
  left.value = seen + 1;
  right.value = seen + 1;
}

/** Threads that go into what another thread gave them, and out of it. */
export const entering = tasks('entering', import.meta.url, {
  enterBlocking(semaphore: Semaphore, room: Room, times: number): void {
    for (let i = 0; i < times; i += 1) {
      const guard = semaphore.acquireSync();
      enter(room);
      room.inside.add(-1);
      guard.release();
    }
  },

  async enterAwaiting(semaphore: Semaphore, room: Room, times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const guard = await semaphore.acquire();
      enter(room);
      await Promise.resolve();
      room.inside.add(-1);
      guard.release();
    }
  },

  *enterYielding(semaphore: Semaphore, room: Room, times: number): Coroutine<void> {
    for (let i = 0; i < times; i += 1) {
      const guard = yield* semaphore.acquire();
      enter(room);
      room.inside.add(-1);
      guard.release();
    }
  },

  /** Takes so many permits, says so, and gives them back when it is told to. */
  *stay(semaphore: Semaphore, permits: number, said: Said, go: Said): Coroutine<void> {
    const guard = yield* semaphore.acquire({ permits });
    yield* said.put('inside');
    yield* go.get();
    guard.release();
  },

  /** Tries for so long to get one permit. */
  enterInTime(semaphore: Semaphore, timeout: number): string {
    try {
      semaphore.acquireSync({ timeout }).release();
      return 'got it';
    } catch (error) {
      return (error as Error).name;
    }
  },

  giveBack(semaphore: Semaphore, permits: number): void {
    semaphore.release(permits);
  },

  againBlocking(lock: RLock, room: Room, times: number): void {
    for (let i = 0; i < times; i += 1) {
      const outer = lock.acquireSync();
      enter(room);
      const inner = lock.acquireSync();
      outer.release();
      room.inside.add(-1);
      inner.release();
    }
  },

  /** An async function that no runtime has to follow: it passes its owner along. */
  async againAwaiting(lock: RLock, room: Room, times: number): Promise<void> {
    const owner = { name: 'a flow' };
    for (let i = 0; i < times; i += 1) {
      const outer = await lock.acquire({ owner });
      enter(room);
      const inner = await lock.acquire({ owner });
      outer.release();
      await Promise.resolve();
      room.inside.add(-1);
      inner.release();
    }
  },

  *againYielding(lock: RLock, room: Room, times: number): Coroutine<void> {
    for (let i = 0; i < times; i += 1) {
      const outer = yield* lock.acquire();
      enter(room);
      const inner = yield* lock.acquire();
      outer.release();
      room.inside.add(-1);
      inner.release();
    }
  },

  /** What somebody gets who does not hold it. */
  notItsHolder(lock: RLock): { depth: number; tried: boolean; released: string } {
    const tried = lock.tryAcquire({ owner: { name: 'stranger' } }) !== undefined;
    let released = 'released';
    try {
      lock.release();
    } catch (error) {
      released = (error as Error).name;
    }
    return { depth: lock.depth, tried, released };
  },

  writeBlocking(lock: RwLock, pair: Pair, times: number): number {
    for (let i = 0; i < times; i += 1) {
      const guard = lock.write.acquireSync();
      write(pair);
      guard.release();
    }
    return 0;
  },

  async writeAwaiting(lock: RwLock, pair: Pair, times: number): Promise<number> {
    for (let i = 0; i < times; i += 1) {
      const guard = await lock.write.acquire();
      write(pair);
      guard.release();
    }
    return 0;
  },

  *writeYielding(lock: RwLock, pair: Pair, times: number): Coroutine<number> {
    for (let i = 0; i < times; i += 1) {
      const guard = yield* lock.write.acquire();
      write(pair);
      guard.release();
    }
    return 0;
  },

  /** How often it saw two numbers that were not the same. */
  readBlocking(lock: RwLock, { left, right }: Pair, times: number): number {
    let torn = 0;
    for (let i = 0; i < times; i += 1) {
      const guard = lock.read.acquireSync();
      if (left.value !== right.value) torn += 1;
      guard.release();
    }
    return torn;
  },

  async readAwaiting(lock: RwLock, { left, right }: Pair, times: number): Promise<number> {
    let torn = 0;
    for (let i = 0; i < times; i += 1) {
      const guard = await lock.read.acquire();
      if (left.value !== right.value) torn += 1;
      guard.release();
    }
    return torn;
  },

  *readYielding(lock: RwLock, { left, right }: Pair, times: number): Coroutine<number> {
    let torn = 0;
    for (let i = 0; i < times; i += 1) {
      const guard = yield* lock.read.acquire();
      if (left.value !== right.value) torn += 1;
      guard.release();
    }
    return torn;
  },

  /** Reads, says so, and stays until it is told to go. */
  read(lock: RwLock, said: Said, go: Said): void {
    const guard = lock.read.acquireSync();
    said.putSync('reads');
    go.getSync();
    guard.release();
  },

  write(lock: RwLock, said: Said, go: Said): void {
    const guard = lock.write.acquireSync();
    said.putSync('writes');
    go.getSync();
    guard.release();
  },

  /** Reads without end, and says once that it does. */
  *readOn(lock: RwLock, said: Said, stop: Value<'u8'>): Coroutine<void> {
    let guard = yield* lock.read.acquire();
    yield* said.put('reads');
    while (stop.value === 0) {
      guard.release();
      guard = yield* lock.read.acquire();
    }
    guard.release();
  },

  *writeOn(lock: RwLock, said: Said, stop: Value<'u8'>): Coroutine<void> {
    yield* said.put('writes');
    while (stop.value === 0) {
      const guard = yield* lock.write.acquire();
      guard.release();
    }
  },

  /** Takes one lock and the other, each to write, with the other thread in between. */
  writeBoth(first: RwLock, second: RwLock, arrived: Said, go: Said): string {
    const outer = first.write.acquireSync();
    try {
      arrived.putSync('writes one');
      go.getSync();
      second.write.acquireSync().release();
      return 'got both';
    } finally {
      outer.release();
    }
  },

  /** Takes the lock, lets go of it and asks again at once, without end. */
  *hog(lock: Lock, said: Said, stop: Value<'u8'>): Coroutine<number> {
    let turns = 0;
    do {
      const guard = yield* lock.acquire();
      guard.release();
      turns += 1;
      if (turns === 1) yield* said.put('goes on');
    } while (stop.value === 0);
    return turns;
  },

  /** The same for a thread that blocks. */
  hogBlocking(lock: Lock, said: Said, stop: Value<'u8'>): number {
    let turns = 0;
    do {
      lock.acquireSync().release();
      turns += 1;
      if (turns === 1) said.putSync('goes on');
    } while (stop.value === 0);
    return turns;
  },

  /** Takes one thing after another of what it has claimed, as often as that: two who do so by plain locks block each other. */
  bankBlocking(banker: Bank, times: number): number {
    const account = banker.claim({ printers: 2, drives: 1 });
    for (let i = 0; i < times; i += 1) {
      const printer = account.requestSync({ printers: 1 });
      const rest = account.requestSync({ printers: 1, drives: 1 });
      rest.release();
      printer.release();
    }
    account.close();
    return times;
  },

  async bankAwaiting(banker: Bank, times: number): Promise<number> {
    const account = banker.claim({ printers: 2, drives: 1 });
    for (let i = 0; i < times; i += 1) {
      const printer = await account.request({ printers: 1 });
      const rest = await account.request({ printers: 1, drives: 1 });
      rest.release();
      printer.release();
    }
    account.close();
    return times;
  },

  *bankYielding(banker: Bank, times: number): Coroutine<number> {
    const account = banker.claim({ printers: 2, drives: 1 });
    for (let i = 0; i < times; i += 1) {
      const printer = yield* account.request({ printers: 1 });
      const rest = yield* account.request({ printers: 1, drives: 1 });
      rest.release();
      printer.release();
    }
    account.close();
    return times;
  },

  /** Has one printer, says so, and keeps it until it is told to give it back. */
  *keepPrinter(banker: Bank, said: Said, go: Said): Coroutine<void> {
    const account = banker.claim({ printers: 1 });
    yield* account.request({ printers: 1 });
    yield* said.put('has one');
    yield* go.get();
    account.close();
  },
});
