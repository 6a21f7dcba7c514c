import { initRuntime, move, shutdown, spawn } from '../peers/multithreading.ts';
import { functions } from './functions.ts';
import type { PoolKind } from './pool.ts';

const { add, compute, who, increment } = functions;

interface Joined<T> {
  join(): Promise<{ ok: true; value: T } | { ok: false; error: unknown }>;
}

async function joined<T>(handle: Joined<T>): Promise<T> {
  const result = await handle.join();
  if (result.ok) return result.value;
  throw result.error;
}

/** One pool for the whole thread, and functions that are sent as source. */
export const multithreading: PoolKind = {
  name: 'multithreading',
  open(workers) {
    initRuntime({ maxWorkers: workers });
    return {
      add: (a, b) => joined(spawn(move(a, b), add)),
      compute: (n) => joined(spawn(move(n), compute)),
      who: () => joined(spawn(who)),
      increment: (bytes) => joined(spawn(move(bytes), increment)),
      close: () => shutdown(),
    };
  },
};
