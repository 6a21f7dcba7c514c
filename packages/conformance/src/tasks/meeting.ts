import {
  Barrier,
  Condition,
  Event,
  Latch,
  Lock,
  Once,
  RLock,
  RwLock,
  Semaphore,
  sleep,
  spawn,
  tasks,
  toHandle,
  yieldNow,
  type Coroutine,
  type Queue,
  type Value,
} from 'heddle';

type Said = Queue<string>;
type Count = Value<'i32'>;

/** How often the action of a barrier was called in this thread. */
let rings = 0;
/** To what an action says that it has begun, and what it waits for. */
let ringing: { readonly said: Said; readonly go: Said } | undefined;

export interface Met {
  readonly indexes: number[];
  readonly rings: number;
}

function takeTwice(lock: Lock): void {
  const guard = lock.acquireSync();
  try {
    lock.acquireSync();
  } finally {
    guard.release();
  }
}

/** Threads that wait for each other. */
export const meeting = tasks('meeting', import.meta.url, {
  passBlocking(gate: Event | Latch, said: Said): string {
    said.putSync('waits');
    gate.waitSync();
    return 'passed';
  },

  async passAwaiting(gate: Event | Latch, said: Said): Promise<string> {
    const passing = gate.wait();
    await said.put('waits');
    await passing;
    return 'passed';
  },

  *passYielding(gate: Event | Latch, said: Said): Coroutine<string> {
    const passing = gate.wait();
    yield* said.put('waits');
    yield* passing;
    return 'passed';
  },

  passInTime(gate: Event | Latch, timeout: number): string {
    try {
      gate.waitSync({ timeout });
      return 'passed';
    } catch (error) {
      return (error as Error).name;
    }
  },

  setIt(event: Event): boolean {
    event.set();
    return event.isSet;
  },

  countDown(latch: Latch, n: number): number {
    latch.countDown(n);
    return latch.count;
  },

  meetBlocking(barrier: Barrier, rounds: number): Met {
    const [indexes, before] = [[] as number[], rings];
    for (let round = 0; round < rounds; round += 1) indexes.push(barrier.waitSync());
    return { indexes, rings: rings - before };
  },

  async meetAwaiting(barrier: Barrier, rounds: number): Promise<Met> {
    const [indexes, before] = [[] as number[], rings];
    for (let round = 0; round < rounds; round += 1) indexes.push(await barrier.wait());
    return { indexes, rings: rings - before };
  },

  *meetYielding(barrier: Barrier, rounds: number): Coroutine<Met> {
    const [indexes, before] = [[] as number[], rings];
    for (let round = 0; round < rounds; round += 1) indexes.push(yield* barrier.wait());
    return { indexes, rings: rings - before };
  },

  /** The action of a barrier. */
  ring(): void {
    rings += 1;
  },

  /** An action that says that it has begun, and waits. */
  ringOn(): void {
    ringing?.said.putSync('rings');
    ringing?.go.getSync();
  },

  /** Waits at a barrier; its action, if that is called here, does with the queues what it has to do. */
  meet(barrier: Barrier, said: Said, go: Said): string {
    ringing = { said, go };
    said.putSync('waits');
    try {
      return `number ${barrier.waitSync()}`;
    } catch (error) {
      return (error as Error).name;
    }
  },

  breakIt(barrier: Barrier, how: 'abort' | 'reset' | number): string {
    try {
      if (typeof how === 'number') return `number ${barrier.waitSync({ timeout: how })}`;
      barrier[how]();
      return how;
    } catch (error) {
      return (error as Error).name;
    }
  },

  onceBlocking(once: Once, runs: Count): boolean {
    return once.runSync(() => runs.add(1));
  },

  async onceAwaiting(once: Once, runs: Count): Promise<boolean> {
    return once.run(async () => {
      await Promise.resolve();
      runs.add(1);
    });
  },

  *onceYielding(once: Once, runs: Count): Coroutine<boolean> {
    return yield* once.run(function* () {
      yield* yieldNow();
      runs.add(1);
    });
  },

  onceFailing(once: Once, said: Said, go: Said): void {
    once.runSync(() => {
      said.putSync('runs');
      go.getSync();
      throw new RangeError('not this time');
    });
  },

  takeBlocking(condition: Condition, items: Count, count: number): number {
    let taken = 0;
    for (; taken < count; taken += 1) {
      const guard = condition.acquireSync();
      condition.waitForSync(() => items.value > 0);
      items.value -= 1;
      guard.release();
    }
    return taken;
  },

  async takeAwaiting(condition: Condition, items: Count, count: number): Promise<number> {
    const owner = { name: 'a flow' };
    let taken = 0;
    for (; taken < count; taken += 1) {
      const guard = await condition.acquire({ owner });
      await condition.waitFor(() => items.value > 0, { owner });
      items.value -= 1;
      guard.release();
    }
    return taken;
  },

  *takeYielding(condition: Condition, items: Count, count: number): Coroutine<number> {
    let taken = 0;
    for (; taken < count; taken += 1) {
      const guard = yield* condition.acquire();
      yield* condition.waitFor(() => items.value > 0);
      items.value -= 1;
      guard.release();
    }
    return taken;
  },

  /** Holds the lock from before it says so until it waits: who gets the lock after that knows that it waits. */
  listen(condition: Condition, said: Said): string {
    const guard = condition.acquireSync();
    said.putSync('waits');
    try {
      condition.waitSync();
      return 'notified';
    } finally {
      guard.release();
    }
  },

  listenInTime(condition: Condition, timeout: number): string {
    const guard = condition.acquireSync();
    try {
      condition.waitSync({ timeout });
      return 'notified';
    } catch (error) {
      return `${(error as Error).name}, locked: ${condition.locked}`;
    } finally {
      guard.release();
    }
  },

  notify(condition: Condition, count: number): void {
    const guard = condition.acquireSync();
    condition.notify(count);
    guard.release();
  },

  /** Blocks for what only a task of this very thread could do: what is thrown instead. */
  async blockForItself(): Promise<Record<string, string>> {
    const [lock, rlock, rwLock, once] = [new Lock(), new RLock(), new RwLock(), new Once()];
    const holding = spawn(function* () {
      const guard = yield* lock.acquire();
      const again = yield* rlock.acquire();
      const reading = yield* rwLock.read.acquire();
      yield* once.run(function* () {
        yield* new Event().wait({ timeout: 60_000 });
      });
      for (const one of [guard, again, reading]) one.release();
    });
    while (!rwLock.locked) await sleep(0);
    const condition = new Condition();
    const blocking: Record<string, () => unknown> = {
      lock: () => lock.acquireSync(),
      twice: () => takeTwice(new Lock()),
      sharedTwice() {
        const shared = new Lock();
        toHandle(shared);
        takeTwice(shared);
      },
      rlock: () => rlock.acquireSync(),
      rwLock: () => rwLock.write.acquireSync(),
      semaphore: () => new Semaphore(0).acquireSync(),
      event: () => new Event().waitSync(),
      latch: () => new Latch(1).waitSync(),
      barrier: () => new Barrier(2).waitSync(),
      once: () => once.runSync(() => {}),
      condition() {
        const guard = condition.acquireSync();
        try {
          condition.waitSync();
        } finally {
          guard.release();
        }
      },
    };
    const seen: Record<string, string> = {};
    for (const [name, block] of Object.entries(blocking)) {
      try {
        block();
        seen[name] = 'went on';
      } catch (error) {
        seen[name] = (error as Error).name;
      }
    }
    holding.cancel();
    await holding.catch(() => {});
    return seen;
  },
});
