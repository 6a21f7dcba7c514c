import { functions } from './functions.ts';
import type { Pool, PoolKind } from './pool.ts';

// Its workers load the module that makes the pool, which it reads from the stack, and look for the functions there.
export const add = ([a, b]: [number, number]): number => functions.add(a, b);
export const { compute, who, increment } = functions;

type Task = (argument: never) => unknown;

/** What is used of it here. */
interface Knitting {
  createPool(options: { threads: number }): <T extends Record<string, Task>>(
    tasks: T,
  ) => {
    readonly call: { [K in keyof T]: (...args: Parameters<T[K]>) => Promise<ReturnType<T[K]>> };
    shutdown(): Promise<void>;
  };
}

/** Not every registry has it: then the variable says where its module is. */
const module = process.env['HEDDLE_BENCH_KNITTING'] ?? 'knitting';

async function load(): Promise<Knitting> {
  try {
    return (await import(module)) as Knitting;
  } catch (error) {
    throw new Error('not installed (HEDDLE_BENCH_KNITTING may name its module)', { cause: error });
  }
}

/** Bytes are copied both ways, through the memory that it shares. */
async function open(workers: number): Promise<Pool> {
  const { createPool } = await load();
  const pool = createPool({ threads: workers })({ add, compute, who, increment });
  return {
    add: (a, b) => pool.call.add([a, b]),
    compute: (n) => pool.call.compute(n),
    who: () => pool.call.who(),
    increment: (bytes) => pool.call.increment(bytes),
    close: () => pool.shutdown(),
  };
}

export const knitting: PoolKind = { name: 'knitting', restless: true, open };
