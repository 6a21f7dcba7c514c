import {
  shareExecutors,
  sleep,
  tasks,
  throwIfCancelled,
  type Coroutine,
  type Executor,
  type SharedArray,
} from 'heddle';
import { spin } from '../random.ts';

// Where a bundler enters the worker at this module, nothing else has.
shareExecutors();

/** How often each call has begun. */
type Begins = SharedArray<'u8'>;

/** What a call that began a second time fails with. */
export const doubled = 'has begun before';

function begin(begins: Begins, id: number): void {
  if (begins.add(id, 1) !== 0) throw new Error(`call ${id} ${doubled}`);
}

/** What a call does that fails. */
export function failureOf(id: number): string {
  return `call ${id} fails`;
}

/** What calls of a stressed executor do. */
export const calls = tasks('soak.calls', import.meta.url, {
  quick(id: number, begins: Begins): number {
    begin(begins, id);
    return id;
  },

  spins(id: number, begins: Begins, turns: number): number {
    begin(begins, id);
    spin(turns);
    return id;
  },

  async waits(id: number, begins: Begins, ms: number): Promise<number> {
    begin(begins, id);
    await sleep(ms);
    return id;
  },

  *yields(id: number, begins: Begins, ms: number): Coroutine<number> {
    begin(begins, id);
    yield* sleep(ms);
    return id;
  },

  fails(id: number, begins: Begins): never {
    begin(begins, id);
    throw new RangeError(failureOf(id));
  },

  /** Gives back what it got, with its number in front. */
  echoes(id: number, begins: Begins, bytes: Uint8Array): Uint8Array {
    begin(begins, id);
    bytes[0] = id & 0xff;
    return bytes;
  },

  /** Makes a call of its own in the same executor. */
  *nests(id: number, begins: Begins, executor: Executor, inner: number): Coroutine<number> {
    begin(begins, id);
    yield* executor.submit(calls.quick, inner, begins);
    return id;
  },

  /** Ends when it is asked to. */
  listens(id: number, begins: Begins): never {
    begin(begins, id);
    for (;;) throwIfCancelled();
  },

  /** Does not. */
  ignores(id: number, begins: Begins): never {
    begin(begins, id);
    for (;;) spin(1000);
  },

  /** Takes its thread with it. */
  async dies(id: number, begins: Begins): Promise<never> {
    begin(begins, id);
    setTimeout(() => {
      throw new Error(`call ${id} ends its thread`);
    });
    return new Promise(() => {});
  },
});
