import { fromHandle, tasks, type Coroutine, type Handle, type Lock, type Queue } from 'heddle';

/** Threads that put and get. */
export const queueing = tasks('queueing', import.meta.url, {
  /** Gives back double of each number, until the queue is shut down. */
  double(input: Queue<number>, output: Queue<number>): void {
    for (;;) {
      let n: number;
      try {
        n = input.getSync();
      } catch {
        return;
      }
      output.putSync(n * 2);
    }
  },

  async doubleAwaiting(input: Queue<number>, output: Queue<number>): Promise<void> {
    for await (const n of input) await output.put(n * 2);
  },

  *doubleYielding(input: Queue<number>, output: Queue<number>): Coroutine<void> {
    yield* input.forEach(function* (n) {
      yield* output.put(n * 2);
    });
  },

  putAll(output: Queue<number>, from: number, count: number): void {
    for (let n = from; n < from + count; n += 1) output.putSync(n);
  },

  /** Takes one item from each queue, and says before each that it will. */
  takeOneEach(ready: Queue<string>, queues: readonly Queue<number>[]): number {
    let sum = 0;
    for (const queue of queues) {
      ready.putSync('ready');
      sum += queue.getSync();
    }
    return sum;
  },

  /** Sends on what comes, as it came. */
  echo(input: Queue<unknown>, output: Queue<unknown>, count: number): void {
    for (let i = 0; i < count; i += 1) output.putSync(input.getSync());
  },

  getInTime(input: Queue<unknown>, timeout: number): string {
    try {
      return `got ${String(input.getSync({ timeout }))}`;
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  },

  workOff(input: Queue<number>, count: number): void {
    for (let i = 0; i < count; i += 1) {
      input.getSync();
      input.taskDone();
    }
  },

  shutDown(queue: Queue<unknown>): void {
    queue.shutdown();
  },

  /** Receives a lock as a handle, among plain data. */
  lockFromHandle(handle: Handle<Lock>): string {
    const lock = fromHandle(handle);
    lock.acquireSync().release();
    return lock.name ?? 'unnamed';
  },
});
