import {
  currentThread,
  Event,
  sleep,
  tasks,
  ThreadPoolExecutor,
  throwIfCancelled,
  transfer,
  type Coroutine,
  type Lock,
  type Queue,
  type SharedArray,
  type Value,
} from 'heddle';

type Said = Queue<string>;

/** What an initializer has left in this thread. */
let prepared = 'nothing';

/** Ends this thread at once, as far as its runtime knows a way. */
function end(): void {
  if (typeof process === 'object') process.exit(3);
  else (globalThis as unknown as { close(): void }).close();
}

/** Work for the threads of an executor. */
export const pooling = tasks('pooling', import.meta.url, {
  add(a: number, b: number): number {
    return a + b;
  },

  async addAsync(a: number, b: number): Promise<number> {
    await sleep(1);
    return a + b;
  },

  *addYielding(a: number, b: number): Coroutine<number> {
    yield* sleep(1);
    return a + b;
  },

  echo(value: unknown): unknown {
    return value;
  },

  /** Gives the bytes back, by moving them. */
  moveBack(bytes: Uint8Array): Uint8Array {
    bytes[0] = 7;
    return transfer(bytes);
  },

  /** How many bytes came, and which are at the ends. */
  ends(bytes: Uint8Array): number[] {
    return [bytes.length, bytes[0]!, bytes.at(-1)!];
  },

  name(): string {
    return currentThread().name;
  },

  fail(text: string): never {
    const cause = new TypeError('the cause');
    throw Object.assign(new RangeError(text, { cause }), { code: 'E_FAR', far: { km: 42 } });
  },

  failOdd(n: number): number {
    if (n % 2 === 1) throw new RangeError(`odd ${n}`);
    return n;
  },

  unsendable(): unknown {
    return { list: [1, { callback: () => 'no' }] };
  },

  place(): unknown {
    return { at: new URL('https://example.org/') };
  },

  prepare(text: string): void {
    prepared += ` ${text}`;
  },

  prepared(): string {
    return prepared;
  },

  /** Blocks its thread until it is told. */
  meet(arrived: Said, go: Said, text: string): string {
    arrived.putSync(text);
    return go.getSync();
  },

  /** The same in its event loop. */
  *meetYielding(arrived: Said, go: Said, text: string): Coroutine<string> {
    yield* arrived.put(text);
    return yield* go.get();
  },

  deposit(lock: Lock, balance: Value<'i32'>, times: number): void {
    for (let n = 0; n < times; n += 1) {
      const guard = lock.acquireSync();
      const seen = balance.value;
      balance.value = seen + 1;
      guard.release();
    }
  },

  /** Counts its runs, and dies with its thread where it is told. */
  count(runs: SharedArray<'i32'>, n: number, dies: boolean): number {
    runs.add(n, 1);
    if (dies) end();
    return n;
  },

  /** The same, not at once: others are with this thread by then. */
  async countLater(runs: SharedArray<'i32'>, n: number, dies: boolean): Promise<number> {
    runs.add(n, 1);
    await sleep(1);
    if (dies) end();
    return n;
  },

  /** Ends its thread once it is told. */
  async exit(arrived: Said, go: Said): Promise<void> {
    await arrived.put('there');
    await go.get();
    end();
    await new Promise(() => {});
  },

  /** The same by an error that nobody takes. */
  async throwOutside(arrived: Said, go: Said): Promise<void> {
    await arrived.put('there');
    await go.get();
    setTimeout(() => {
      throw new RangeError('boom');
    });
    await new Promise(() => {});
  },

  /** The same by a rejection that nobody takes. */
  async rejectOutside(arrived: Said, go: Said): Promise<void> {
    await arrived.put('there');
    await go.get();
    void Promise.reject(new RangeError('boom'));
    await new Promise(() => {});
  },

  /** Ends while it blocks its thread. */
  exitBlocking(arrived: Said, go: Said): void {
    arrived.putSync('there');
    go.getSync();
    end();
  },

  /** Computes, and asks nobody whether it is to end. */
  compute(arrived: Said, stop: Value<'i32'>): string {
    arrived.putSync('there');
    while (stop.value === 0);
    return 'stopped';
  },

  /** Waits for what never comes, and cannot be cancelled. */
  async never(arrived: Said): Promise<void> {
    await arrived.put('there');
    await new Promise(() => {});
  },

  /** Computes, and asks. */
  computeAsking(arrived: Said): never {
    arrived.putSync('there');
    for (;;) throwIfCancelled();
  },

  /** Waits without end, and says what it does as it is cancelled. */
  *waitForEver(arrived: Said): Coroutine<void> {
    try {
      yield* arrived.put('there');
      yield* new Event().wait({ timeout: 60_000 });
    } finally {
      yield* arrived.put('cleaned up');
    }
  },

  /** Cancelled, it gives a value all the same. */
  *insist(arrived: Said): Coroutine<string> {
    try {
      yield* arrived.put('there');
      yield* new Event().wait({ timeout: 60_000 });
    } catch {
      return 'a value';
    }
    return 'not cancelled';
  },

  /** An executor in this thread, waited for by blocking. */
  async nested(n: number): Promise<number[]> {
    const pool = nestedPool();
    await pool.warmUp();
    const futures = Array.from({ length: n }, (_, index) => pool.submit(pooling.add, index, 1));
    const sums = futures.map((future) => future.resultSync());
    void pool.shutdown({ wait: false });
    return sums;
  },

  async nestedAwaiting(n: number): Promise<number[]> {
    const pool = nestedPool();
    const items = Array.from({ length: n }, (_, index) => index);
    const all = (await pool.map(pooling.echo, items)) as number[];
    await pool.shutdown();
    return all;
  },

  /** How calls end that somebody is blocked for: one that throws, one that ends its thread, one that takes too long. */
  async blockedFor(arrived: Said, go: Said): Promise<string[]> {
    const pool = nestedPool();
    await pool.warmUp();
    const seen: string[] = [];
    const ends = (act: () => unknown): void => {
      try {
        seen.push(String(act()));
      } catch (error) {
        seen.push((error as Error).name);
      }
    };
    ends(() => pool.submit(pooling.fail, 'far').resultSync());
    const meeting = pool.submit(pooling.meet, arrived, go, 'there');
    ends(() => meeting.resultSync({ timeout: 10 }));
    go.putSync('met');
    ends(() => meeting.resultSync());
    const endless = pool.with({ timeout: 10, grace: 10 });
    ends(() => endless.submit(pooling.computeAsking, arrived).resultSync());
    void pool.shutdown({ wait: false });
    return seen;
  },

  async blockedForDead(arrived: Said, go: Said): Promise<string> {
    const pool = nestedPool();
    await pool.warmUp();
    const dying = pool.submit(pooling.exitBlocking, arrived, go);
    go.putSync('go');
    try {
      dying.resultSync();
      return 'nothing';
    } catch (error) {
      return (error as Error).name;
    } finally {
      void pool.shutdown({ wait: false });
    }
  },
});

function nestedPool(): ThreadPoolExecutor {
  // In a bundle, what its creator has bound is not known here.
  const isInPage = typeof process === 'undefined' && !('Deno' in globalThis);
  return new ThreadPoolExecutor({ maxWorkers: 2, ...(isInPage && { worker: ownWorker }) });
}

function ownWorker(): unknown {
  return new Worker(new URL('./pooling.ts', import.meta.url), { type: 'module' });
}
