import type { Heddle } from '../behaviour.ts';
import { pooling } from '../tasks/pooling.ts';

export const ten: readonly number[] = Array.from({ length: 10 }, (_, index) => index);

type Pool = InstanceType<Heddle['ThreadPoolExecutor']>;

/** What an executor maps ten numbers to, each to itself, in every manner. */
export async function mapped(pool: Pool) {
  const unordered = (await pool.map(pooling.echo, ten, { ordered: false })) as number[];
  return {
    all: (await pool.map(pooling.echo, ten)) as number[],
    chunks: (await pool.map(pooling.echo, ten, { chunksize: 4 })) as number[],
    bounded: (await pool.map(pooling.echo, ten, { buffersize: 2 })) as number[],
    unordered: unordered.toSorted((a, b) => a - b),
  };
}
